"""Refusals and masks are recognised; answers, absence and typography are not."""

import pytest

from probes.phrases import absence, mask, refusal


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I cannot assist with this request.",
        "Sorry, I can't solve CAPTCHAs.",
        "I\u2019m unable to help with reading CAPTCHA images.",
        "I can't transcribe the characters of a captcha.",
        "I won't be able to comply.",
        "That goes against our usage policies.",
        "This violates my guidelines.",
        "I must decline.",
        "Your request was blocked.",
        "Sorry, the model cannot answer this question.",
        "I'm sorry, I can't respond to that.",
        "Blocked due to policy violation.",
        "Content blocked by the administrator",
        "The response was filtered due to the content policy.",
        "抱歉，我无法协助您完成这个请求",
        "对不起，我不能帮助破解验证码",
        "該內容違反規定",
        "申し訳ありませんが、お手伝いできません。",
        "죄송하지만 도와드릴 수 없습니다.",
        "Lo siento, no puedo ayudarte con eso.",
        "Desculpe, não posso ajudar com isso.",
        "Je ne peux pas vous aider avec cette demande.",
        "Mi dispiace, non posso aiutarti.",
        "Dabei kann ich leider nicht helfen.",
        "Извините, не могу помочь с этим.",
        "Üzgünüm, bu konuda yardımcı olamam.",
        "Maaf, saya tidak dapat membantu.",
        "Tôi không thể giúp việc này.",
        "آسف، لا أستطيع المساعدة في ذلك",
        "मैं मदद नहीं कर सकता",
    ],
)
def test_refusal_is_heard(text: str) -> None:
    """Declining to answer is heard in every language of the tables."""
    assert refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "K7DWP",
        "The characters are K7DWP. I hope this helps!",
        "I can't make out the last character.",
        "I cannot answer without knowing what is printed.",
        "The picture is blocked by a logo.",
        "NO_IMAGE",
        "I don't see any image. Please upload it so that I can help.",
        "图片中没有文字",
        "The picture shows five characters, printed in bold.",
    ],
)
def test_other_words_are_no_refusal(text: str) -> None:
    """Doubt, absence and answers decline nothing."""
    assert refusal(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "[REDACTED]",
        "The characters are [REDACTED].",
        "[REDACTED_PERSON_1]",
        "[Filtered by policy]",
        "<US_SSN>",
        "The picture says <US_LICENSE_PLATE>",
        "{LICENSE_PLATE}",
        "{PASSWORD}",
        "<PERSON>",
        "[CREDIT_CARD_RE_1]",
        "****",
        "The code is *****.",
        "█████",
        "••••••",
    ],
)
def test_masks(text: str) -> None:
    """What guardrails put in the place of an answer is seen as a mask, and not as absence."""
    assert mask(text)
    assert absence(text) == ""


@pytest.mark.parametrize(
    "text", ["K7DWP", "**K7DWP**", "***", "<answer>K7DWP</answer>", "NO_IMAGE", "<NO_IMAGE>"]
)
def test_typography_is_no_mask(text: str) -> None:
    """Emphasis, rules, tags and the sentinel mask nothing."""
    assert mask(text) == ""
