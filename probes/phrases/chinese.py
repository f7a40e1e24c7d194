"""Chinese, simplified; traditional characters are folded into these on both sides (`SIMPLIFIED`).

Read in gemini-web2api#52, spring-ai-alibaba#1365 and Everywhere#349. The traps are 图片中没有文字 (no text in
the picture) and 没有图片噪点 (no image noise): a place in the image, or a noun after it, is content.
"""

from probes.phrases.language import Language

SIMPLIFIED = str.maketrans(
    "圖沒無請傳檢測見讀識別處語為個還載敗顯這張發開訪問僅們應該檔連視覺內損壞獲現貼並於據給瀏覽辦違規協絕將對說試續",
    "图没无请传检测见读识别处语为个还载败显这张发开访问仅们应该档连视觉内损坏获现贴并于据给浏览办违规协绝将对说试续",
)

CHINESE = Language(
    code="zh",
    spaced=False,
    words={
        "image": (
            "图片, 图像, 图形, 图, 照片, 相片, 截图, 影像, 附件, 文件, 图片文件, 图像文件, 图片内容,"
            "图像内容, 图片的内容, 图像的内容, 图中的内容"
        ),
        "content": "中, 里, 上, 内, 的, 噪, 质, 数, 表, 文, 编, 号",
        "any": (
            "任何, 这张, 该, 此, 您的, 你的, 您, 你, 上传, 提供, 发送, 附上, 所, 的, 到, 一张, 具体, 相关,"
            "有效, 实际, 附带"
        ),
        "no": "没有, 没, 未, 并未, 尚未, 未能, 没能, 忘记, 忘了",
        "got": "看到, 看见, 收到, 检测到, 接收到, 发现, 找到, 获取到, 识别到, 附带, 包含",
        "give": "上传, 提供, 附上, 附带, 附加, 添加, 发送, 发, 分享, 给出, 传, 贴",
        "see": (
            "查看, 看到, 看见, 识别, 访问, 读取, 打开, 处理, 显示, 分析, 加载, 获取, 接收, 浏览, 解析,"
            "检测, 理解, 看, 或, 和, 、, 及"
        ),
        "cannot": "无法, 不能, 没法, 没有办法, 不支持, 不具备, 不可以, 没有能力, 无法直接, 不能直接",
        "unseen": "看不到, 看不见, 看不了, 读不到, 打不开",
        "lost": (
            "为空, 是空白, 空白, 未加载, 没有加载, 加载失败, 未能, 无法, 没有上传, 没有附上,"
            "没有提供, 未上传, 未附上, 未提供, 未成功, 没有成功, 不存在, 缺失, 丢失, 损坏"
        ),
        "perhaps": "似乎, 好像, 可能, 并",
        "again": "您, 你, 先, 重新, 再次, 再, 尝试",
        "sorry": "抱歉, 对不起, 不好意思",
        "help": "提供, 协助, 帮助, 回答, 满足, 完成, 解答, 继续",
        "you": "为您, 为你, 给您, 给你, 向您",
        "rules": "政策, 规定, 规范, 准则, 法律, 法规",
    },
    absence=(
        "<no>(?:能)?<got><any*4><image!>",
        "<no>(?:成功)?<give><any*4><image!>",
        "<unseen><any*4><image!>",
        "<cannot><see*4><any*4><image!>",
        "没有(?:任何)?<image>(?:被)?(?:<give>|可|$|[,,])",
        "请<again*3>(?:<give>|描述|告诉).{0,8}<image>",
        "<image><perhaps*2><lost>",
        (
            "作为(?:一个|一款|一名)?(?:ai|人工智能|大型?|纯)?(?:语言|文本|文字)(?:ai)?(?:模型|助手)"
            ".{0,20}(?:图|视觉|只能|仅能|看)"
        ),
        "(?:只能|仅能|只支持|仅支持|只可以)(?:够)?(?:处理|理解|接收|读取|通过|使用)?(?:纯)?(?:文本|文字)",
    ),
    refusal=(
        "<sorry>.{0,12}<cannot><you*1><help>",
        "(?:违反|不符合).{0,12}<rules>",
        "验证码.{0,10}<cannot>|<cannot>.{0,10}验证码",
        "换(?:个|一个)话题|内容被过滤|内容安全",
    ),
)
