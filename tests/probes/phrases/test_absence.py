"""Words of a missing image are found in every language, and words about an image's content never are."""

import pytest

from probes.challenges.code import WORDINGS
from probes.phrases import LANGUAGES, absence

SAID = [
    # English: receipt.
    "I'm sorry, but you didn't attach an image.",
    "It looks like you haven't provided any image.",
    "You did not upload a picture.",
    "No image was provided.",
    "There is no image attached to your message.",
    "There doesn't appear to be an image attached.",
    "There's no picture here.",
    "No image has been received, so I have nothing to read.",
    "I don't have an image to look at.",
    "Your message does not contain any image.",
    "I see no image.",
    "It seems you forgot to attach the picture.",
    "I don't see anything attached, and nothing was uploaded.",
    "I did not receive the image.",
    # English: perception.
    "I can't see images.",
    "I cannot view or process pictures.",
    "I'm unable to view attachments.",
    "I\u2019m not able to see any images directly.",
    "I don't have the ability to see images.",
    "I currently cannot access external images or files.",
    "I don't have access to the image.",
    "I cannot open links.",
    "Unfortunately I can't analyze visual content.",
    "Without seeing the image I cannot tell.",
    # English: what it is.
    "As a text-based AI language model, I only work with words.",
    "I am a text-only model.",
    "My capabilities are limited to text.",
    "I can only process text.",
    "As a language model I do not possess a way to see or view anything.",
    "I don't have vision capabilities.",
    "This model does not support image input.",
    # English: what it asks for.
    "Please upload the image and I'll read it.",
    "Could you please share the picture?",
    "If you can describe the image, I can help.",
    "You'll need to attach the photo again.",
    "Try re-uploading the image.",
    # English: placeholders and strings.
    "[img-0]",
    "The text is [image].",
    "<image>",
    "[Image omitted]",
    "[Unsupported Image]",
    "(image omitted: model does not support images)",
    "image attachment - not viewable by this model",
    "All I got is a base64 string.",
    "It is a data URI.",
    "You sent a long string of characters.",
    # English: the image claimed broken.
    "The image did not load.",
    "The picture failed to load.",
    "The image appears to be completely blank or white.",
    "The image is corrupted.",
    "I only see a blank image.",
    "The image you mentioned isn't visible to me.",
    "**No image** was attached.",
    # Chinese, both scripts.
    "我没有看到图片。",
    "抱歉，我没有收到任何图片",
    "没有检测到图像",
    "我看不到图片",
    "我无法直接查看图片内容",
    "无法识别您上传的图像",
    "您没有上传图片",
    "你似乎没有提供图片",
    "请上传需要识别的图片",
    "请您先提供图片",
    "作为一个语言模型，我只能处理文本",
    "请描述图片内容",
    "图片为空",
    "图片加载失败",
    "图片未加载",
    "沒有看到圖片",
    "我無法查看圖像",
    "請上傳圖片",
    # Japanese and Korean.
    "画像が添付されていません。",
    "画像が見えません",
    "画像を確認できません",
    "画像をアップロードしてください。",
    "이미지가 첨부되지 않았습니다.",
    "이미지가 보이지 않습니다",
    "이미지를 볼 수 없습니다",
    "이미지를 업로드해 주세요.",
    # Spanish, Portuguese, French, Italian, German.
    "No veo ninguna imagen.",
    "No puedo ver la imagen.",
    "No se adjuntó ninguna imagen",
    "Por favor, adjunta la imagen.",
    "Não consigo ver a imagem.",
    "Não consigo visualizar imagens",
    "Nenhuma imagem foi enviada.",
    "Por favor, envie a imagem.",
    "Je ne vois pas d'image.",
    "Je ne peux pas voir les images.",
    "Aucune image jointe.",
    "Je ne peux pas afficher l'image",
    "Veuillez joindre l'image.",
    "Non vedo alcuna immagine.",
    "Non posso vedere immagini.",
    "Nessuna immagine allegata.",
    "Ich sehe kein Bild.",
    "Es wurde kein Bild angehängt.",
    "Ich kann keine Bilder sehen.",
    "Bitte laden Sie das Bild hoch.",
    # Russian and Turkish.
    "Я не вижу изображения.",
    "Я не могу посмотреть фото",
    "Не могу увидеть изображение",
    "Доступ к изображениям отсутствует",
    "Пришлите, пожалуйста, изображение.",
    "Görsel göremiyorum.",
    "Resim eklenmemiş.",
    # Vietnamese, Indonesian, Arabic, Hindi.
    "Tôi không thấy hình ảnh.",
    "Tôi không thể xem hình ảnh",
    "Saya tidak dapat melihat gambar.",
    "Tidak ada gambar.",
    "لا أستطيع رؤية الصور",
    "لم يتم إرفاق صورة",
    "मैं छवि नहीं देख सकता",
    "कोई छवि संलग्न नहीं है।",
    # Written after the tables, without looking at them.
    "I'm sorry, but I don't see any image attached to your message. Could you please upload it?",
    "I apologize, but I'm unable to see the image you're referring to.",
    "It seems that no image was included with your request.",
    "I don't see a picture in our conversation.",
    "Unfortunately, the image didn't come through.",
    "I'm sorry, I can't view images.",
    "It looks like the image wasn't uploaded successfully.",
    "There is no image visible to me.",
    "I cannot see the picture.",
    "Sorry, there's no image provided for me to analyze.",
    "I am unable to process images at this time.",
    "As an AI text model, I don't have the capability to view images.",
    "I'm not capable of viewing images.",
    "No picture available.",
    "I need you to provide the image.",
    "You have not shared any photo.",
    "Hmm, I see text only, no picture.",
    "I don't have the ability to view or interpret images directly, but if you describe it I can help.",
    "I can't see any image here.",
    "The image link appears to be broken.",
    "I do not see an attached image.",
    "It appears your message did not include an image.",
    "I currently don't have image viewing capability.",
    "Please provide the picture so I can read the characters.",
    "No image detected.",
    "There is no picture.",
    "I'm sorry, but I cannot access external content or images.",
    "I can't directly view or analyze images, but I can help if you describe it.",
    "The image you've provided is not visible.",
    "It seems like there might be an issue with the image upload.",
    "Image not found.",
    "No image found in the request.",
    "I don't see the image. Can you resend it?",
    "I cannot read images.",
    "I haven't received an image from you.",
    "I'm a text-based assistant and cannot see images.",
    "I'm just a language model and can't see pictures.",
    "抱歉，我无法看到您提到的图片。请您上传图片或描述内容。",
    "您好，您还没有上传图片哦。",
    "很抱歉，作为AI语言模型，我无法查看图片。",
    "我目前无法查看或分析图片",
    "没有图片",
    "未检测到图片，请重新上传",
    "您好像忘记上传图片了",
    "对不起，我看不到任何图片",
    "当前未收到图片",
    "申し訳ありませんが、画像を見ることができません。",
    "画像が提供されていないようです。",
    "画像が表示されていません",
    "죄송하지만 이미지를 볼 수 없습니다. 이미지를 첨부해 주세요.",
    "Lo siento, no puedo ver imágenes.",
    "No has adjuntado ninguna imagen.",
    "No hay ninguna imagen adjunta.",
    "Desculpe, não consigo ver a imagem que você mencionou.",
    "Je suis désolé, mais je ne vois aucune image dans votre message.",
    "Désolé, je ne peux pas visualiser d'images.",
    "Vous n'avez pas joint d'image.",
    "Es tut mir leid, aber ich kann das Bild nicht sehen.",
    "Leider wurde kein Bild mitgesendet.",
    "Sie haben kein Bild hochgeladen.",
    "Mi dispiace, ma non riesco a vedere l'immagine.",
    "Non hai allegato alcuna immagine.",
    "Извините, но я не вижу прикреплённого изображения.",
    "К сожалению, я не могу видеть изображения.",
    "Вы не прикрепили изображение.",
    "Изображение не было прикреплено.",
    "Üzgünüm, resmi göremiyorum.",
    "Maaf, saya tidak bisa melihat gambar.",
    "Xin lỗi, tôi không thể nhìn thấy hình ảnh.",
    "عذرا، لا يمكنني رؤية الصورة",
]

TRAPS = [
    "The image shows no text.",
    "There is no image noise and there are no image artefacts.",
    "There is no image of a cat in the second panel.",
    "I cannot see any digits in the image.",
    "The image does not contain an image of a dog.",
    "The second panel does not contain an image of X.",
    "I see no difference between the images.",
    "The image is not blank.",
    "The picture is white with black text on it.",
    "The characters are not easy to read.",
    "The image does not appear to contain punctuation.",
    "I see no images of people.",
    "I don't see the image's border.",
    "I can't make out the third character in the picture.",
    "This is not a blank picture.",
    "The image shows large characters on a white background.",
    "I would answer differently if there is no picture.",
    "Please provide a higher resolution picture.",
    "图片中没有文字",
    "没有图片噪点",
    "我没有看到图片中的数字",
    "图片里没有猫",
    "图片显示了五个字符",
    "圖片中沒有文字",
    "画像にテキストがありません",
    "画像の中に猫は見えません",
    "이미지에 텍스트가 없습니다",
    "이미지 속 글자는 검은색입니다",
    "No veo texto en la imagen.",
    "No hay una imagen de un gato en el panel.",
    "A imagem não mostra texto.",
    "Não vejo texto na imagem.",
    "Je ne vois pas de texte dans l'image.",
    "Il n'y a pas d'image de chat.",
    "L'image ne montre aucun texte.",
    "Non vedo testo nell'immagine.",
    "Ich sehe keinen Text im Bild.",
    "Das Bild zeigt keinen Text.",
    "Es gibt kein Bild von einer Katze.",
    "На изображении нет текста.",
    "Я не вижу текста на картинке.",
    "Görselde metin yok.",
    "Hình ảnh không có chữ.",
    "Gambar ini tidak memiliki teks.",
    "الصورة لا تحتوي على نص",
    "छवि में कोई पाठ नहीं है",
    "MN4KD",
    "The characters in the picture are W7KTC.",
    # Written after the tables, without looking at them.
    "The image contains no visible text.",
    "I don't see any text in the image.",
    "The image is not clear enough to read.",
    "I can't identify the third character in the image.",
    "The picture doesn't show any people.",
    "There are no pictures on the wall.",
    "The text in the image is not readable.",
    "The image does not have a border.",
    "I cannot read the characters in this image because they are blurry.",
    "The image shows a white background with no other visible elements.",
    "The image is black and white.",
    "No, the image shows letters.",
    "The characters are displayed in the image, not hidden.",
    "I can see the image, but I'm not sure about the last character.",
    "There is no text in the image.",
    "图片显示的是字母，没有其他内容。",
    "我无法确定图片中的第三个字符",
    "Das Bild ist nicht scharf.",
    "L'image n'est pas nette.",
    "La imagen no contiene texto.",
    "Изображение не содержит текста.",
    "The image cannot be described as colourful.",
]


@pytest.mark.parametrize("text", SAID)
def test_absence_is_heard(text: str) -> None:
    """Not sent, not received, not seen, asked for again, claimed broken: all say absence."""
    assert absence(text)


@pytest.mark.parametrize("text", TRAPS)
def test_content_is_not_absence(text: str) -> None:
    """Negation that governs what an image shows, not the image, says nothing about its absence."""
    assert absence(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "NO_IMAGE",
        "no_image",
        "NO_IMAGE.",
        "NO\\_IMAGE",
        "**NO_IMAGE**",
        "`NO_IMAGE`",
        "```\nNO_IMAGE\n```",
        '{"answer": "NO_IMAGE"}',
        '"no image."',
        "no image.",
        "No image",
        "NO-IMAGE",
        "NOIMAGE",
        "NO__IMAGE",
        "ＮＯ＿ＩＭＡＧＥ",
        "<answer>NO_IMAGE</answer>",
        "<answer>no image</answer>",
        "\\boxed{NO_IMAGE}",
        "The answer is NO_IMAGE.",
        "NO_IMAGE - nothing was attached",
        "NO\u200b_IMAGE",
        "- NO IMAGE\n",
        "回答：NO_IMAGE",
    ],
)
def test_sentinel_forms(text: str) -> None:
    """The sentinel is heard in any case, escape, join, quote, fence, tag or prose."""
    assert absence(text)


@pytest.mark.parametrize(
    "text",
    [
        "I would have said NO_IMAGE if there was none.",
        "You told me to answer `NO_IMAGE` if no picture came.",
        "NO_IMAGES_AT_ALL",
        "CASINO_IMAGE",
        "There is no image noise",
    ],
)
def test_talk_about_the_sentinel(text: str) -> None:
    """A sentinel that is only talked about, or is part of another word, says nothing."""
    assert absence(text) == ""


@pytest.mark.parametrize("asked", [wording for pair in WORDINGS for wording in pair])
def test_echo_says_nothing(asked: str) -> None:
    """Our own question, repeated as it was asked, does not count although it names the sentinel."""
    assert absence(asked, [asked]) == ""
    assert absence(f"> {asked}\n\nI think it is a cat.", [asked]) == ""


@pytest.mark.parametrize("asked", [wording for pair in WORDINGS for wording in pair])
def test_echo_does_not_hide_the_answer(asked: str) -> None:
    """A sentinel after our repeated question is an answer."""
    assert absence(f"{asked}\nNO_IMAGE", [asked])


def test_decomposed_spelling() -> None:
    """Letters with their accents apart, or without them, are the same letters."""
    assert absence("Não consigo ver a imagem")
    assert absence("Nao consigo ver a imagem")
    assert absence("Tôi không thấy hình ảnh")


def test_languages_have_codes_of_their_own() -> None:
    """Every language stands in the tables once."""
    codes = [language.code for language in LANGUAGES]
    assert len(codes) == len(set(codes)) == 15
