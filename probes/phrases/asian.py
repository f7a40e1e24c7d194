"""Arabic, Hindi, Indonesian, Japanese, Korean and Vietnamese."""

from probes.phrases.language import Language

ARABIC = Language(
    code="ar",
    words={
        "image": "الصور, الصورة, صورة, صور, مرفقات, مرفق, أي صورة, أي صور",
        "content": "ل, من, في اللوحة, لقطة",
        "can": "أستطيع, يمكنني, أرى, أقدر, استطيع, توجد, يوجد",
        "see": "رؤية, مشاهدة, عرض, فتح, معالجة, الوصول إلى, تحليل, أي, على",
        "did": "يتم, تقم, أتلق, تصلني, ترفق, تصل",
        "send": "إرفاق, بإرفاق, رفع, تقديم, استلام, إرسال, تحميل, مشاركة, وصف",
        "please": "يرجى, الرجاء, من فضلك",
    },
    absence=("لا <can><see*3> <image!>", "لم <did><send*2> <image!>", "<please> <send> <image>"),
    refusal=("لا <can> (?:المساعدة|مساعدتك|تقديم المساعدة)",),
)

HINDI = Language(
    code="hi",
    spaced=False,
    words={
        "image": "छवि, छवियां, छवियों, चित्र, तस्वीर, इमेज, फोटो",
        "content": "में",
        "thing": "को, कोई, संलग्न, सीधे, अपलोड, प्राप्त, दिखाई, प्रदान",
        "unseen": "देख, मिल, कीगई, दिख, हुई, देरही",
        "send": "अपलोड, संलग्न, भेज, साझा",
    },
    absence=(
        "<image><thing*3>नहीं<unseen>",
        "कोई<image><thing*2>नहीं",
        "कृपया(?:अपनी|वह|एक)?<image>(?:को)?<send>",
    ),
    refusal=("(?:मदद|सहायता)नहींकरसकत",),
)

INDONESIAN = Language(
    code="id",
    words={
        "image": "gambar, foto, lampiran, berkas gambar, gambarnya",
        "content": "kucing, dari, di panel",
        "can": "dapat, bisa, mampu, dapat langsung",
        "see": "melihat, membuka, mengakses, memproses, menampilkan, menganalisis, atau",
        "none": (
            "tidak ada, tidak melihat, belum ada, tidak menerima, tidak menemukan, tidak melihat adanya,"
            "tidak melihat ada"
        ),
        "arrived": "terlampir, dilampirkan, terlihat, diunggah, dimuat, disertakan, dikirim",
        "please": "silakan, tolong, mohon",
        "send": "unggah, lampirkan, kirim, kirimkan, bagikan, deskripsikan, unggah ulang",
    },
    absence=(
        "tidak <can><see*3> <image!>",
        "<none> <image>(?=$|,| (?:yang )?<arrived>| (?:dalam|di) pesan)",
        "<please> <send> <image>",
        "<image> (?:tidak|belum) <arrived>",
    ),
    refusal=(r"tidak (?:dapat|bisa) (?:membantu|memenuhi)\b",),
)

JAPANESE = Language(
    code="ja",
    spaced=False,
    words={
        "image": "画像, 写真, イメージ, 添付ファイル, ファイル, 画像ファイル, 画像データ",
        "content": "に, の中, 内",
        "particle": "は, が, を, も, まだ, 現在, 直接, 正しく, 一切, こちらで, 私には, 自体",
        "arrive": (
            "添付され, 提供され, 送信され, アップロードされ, 見え, 見当たり, 見つかり, 見ることができ,"
            "見ることはでき, 確認でき, 確認することができ, 表示でき, 表示され, 受け取ってい,"
            "閲覧でき, 読み込め, 開け, 認識でき, 処理でき, 届いてい, 含まれてい, あり"
        ),
        "not": "ません, ない, なかった, ていません, ていない, ておりません",
        "again": "を, の, 再度, もう一度",
        "send": "アップロード, 添付, 送信, 送って, 共有, 提供",
        "please": "ください, して, いただ, を, お願い",
        "help": "お手伝い, お答え, 対応, ご協力, お応え",
        "cannot": "できません, できない, できかねます, いたしかねます",
    },
    absence=(
        "<image><particle*3><arrive><not>",
        "<image><again*2><send><please*2>(?:ください|いただ|お願い)",
        "テキスト(?:のみ|だけ)(?:を)?(?:処理|扱|対応)|テキストベースの(?:ai|モデル|言語モデル)",
    ),
    refusal=(
        "<help>(?:は|することは|することが|を)?<cannot>",
        "(?:ポリシー|ガイドライン|規約)に(?:違反|反)",
    ),
)

KOREAN = Language(
    code="ko",
    spaced=False,
    words={
        "image": "이미지, 사진, 그림, 첨부파일, 파일, 이미지파일",
        "content": "에, 속, 의",
        "particle": "가, 를, 이, 을, 는, 은, 도, 아직, 직접, 현재, 전혀",
        "unseen": (
            "첨부되지, 첨부되어있지, 제공되지, 업로드되지, 전송되지, 보이지, 볼수없, 볼수가없,"
            "확인할수없, 없습니다, 없네요, 인식할수없, 열수없, 포함되지, 포함되어있지, 처리할수없, 받지못,"
            "전달되지"
        ),
        "send": "업로드, 첨부, 공유, 보내, 제공, 다시업로드, 다시첨부",
    },
    absence=(
        "<image><particle*3><unseen>",
        "<image><particle*2><send>(?:해|하여|해서|를)?(?:주|부탁)",
        "텍스트(?:만|기반).{0,12}(?:모델|처리|인공지능|ai)",
    ),
    refusal=(
        "도와드릴수(?:가)?없|도움을(?:드릴|줄)수(?:가)?없|답변(?:을)?(?:드릴|할)수없",
        "(?:정책|가이드라인|지침)에(?:위반|위배|어긋)",
    ),
)

VIETNAMESE = Language(
    code="vi",
    words={
        "image": "hình ảnh, hình, ảnh, tệp",
        "content": "con mèo, của, trong khung",
        "fail": (
            "thể, thấy, nhìn, xem, mở, nhận, được, có, truy cập, xử lý, phân tích, hiển thị, trực tiếp,"
            "khả năng, bất kỳ"
        ),
        "please": "vui lòng, hãy, xin, vui lòng hãy",
        "send": "tải lên, đính kèm, gửi, chia sẻ, cung cấp, mô tả, gửi lại, tải lại",
        "arrived": "đính kèm, tải, hiển thị, gửi, được đính kèm, được tải, thể hiển thị",
    },
    absence=(
        "(?:không|chưa)<fail*5> <image>(?=$|,| (?:nào|được|đính kèm|bạn|trong tin nhắn|này|trực tiếp))",
        "<please> <send> <image>",
        "<image> (?:không|chưa) <arrived>",
    ),
    refusal=(r"không thể (?:giúp|hỗ trợ|đáp ứng)\b",),
)
