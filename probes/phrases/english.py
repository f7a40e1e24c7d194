"""English. Most meanings come from gateways that flattened the content list (LiteLLM, one-api, LangChain.js).

The source incident, where a phrase has one of its own, stands beside it.
"""

from probes.phrases.language import Language

ENGLISH = Language(
    code="en",
    words={
        "image": (
            "image, images, picture, pictures, photo, photos, photograph, photographs, pic, pics, screenshot,"
            "screenshots, attachment, attachments, graphic, graphics, visual, visuals, media, visual content,"
            "visual input, visual data, visual information, file, files, image file, image data,"
            "image link, image url"
        ),
        # After these words the image's content is meant: "no image of a cat", "no image noise".
        "content": (
            "of, showing, noise, artefact, artefacts, artifact, artifacts, quality, distortion, compression,"
            "blur, border, borders, caption, captions, number, numbers, text, on the, in the first,"
            "in the second, in the left, in the right, in the top, in the bottom, in the upper, in the lower"
        ),
        "the": (
            "the, a, an, any, your, this, that, these, those, such, actual, attached, uploaded, provided,"
            "shared, accompanying, associated, visible, direct, specific, referenced, mentioned, single,"
            "valid, or, and, other, content, me, us, with, external, to"
        ),
        "not": (
            "not, cannot, never, unable to, lack the ability to, can't, cant, couldn't, don't, dont, didn't,"
            "didnt, doesn't, haven't, hasn't, isn't, aren't, wasn't, weren't, wouldn't, won't"
        ),
        "somehow": (
            "currently, actually, directly, seem to, appear to, able to, yet, also, really, be able to,"
            "been able to, have the ability to, have the capability to, capable of, be, been, physically,"
            "personally, have, had, just, even, successfully, properly, correctly, to"
        ),
        "see": (
            "see, seeing, view, viewing, access, accessing, open, opening, process, processing, display,"
            "displaying, analyze, analyse, analyzing, analysing, read, reading, interpret, interpreting,"
            "perceive, examine, inspect, look at, looking at, load, find, detect, recognize, recognise,"
            "receive, accept, handle, retrieve, identify, support"
        ),
        "saw": "see, find, found, detect, detected, receive, received, got, have, view",
        "give": (
            "provide, provided, attach, attached, upload, uploaded, include, included, share, shared, send,"
            "sent, supply, supplied, paste, pasted, submit, submitted, receive, received, get, got, have"
        ),
        "here": (
            "provided, attached, uploaded, included, shared, received, found, present, visible, available,"
            "detected, sent, supplied, displayed, given, loaded, here, accessible, accompanying, submitted,"
            "embedded, in your, in the message, in the request, in the conversation, in the prompt,"
            "in this message, in this request, in this conversation, in this chat, in our conversation"
        ),
        "be": "was, is, has, have, were, are, been, be, to, appears, seems, currently, actually, yet",
        "there": (
            "there is no, there's no, there are no, there was no, there were no, there appears to be no,"
            "there seems to be no, there is not an, there is not any, there isn't an, there isn't any,"
            "there wasn't an, there wasn't any, there aren't any, there doesn't appear to be an,"
            "there doesn't appear to be any, there doesn't seem to be an, there doesn't seem to be any"
        ),
        "after": (
            "with your, with the, with this, for me, to read, to see, to look, to analyze, to analyse,"
            "to process, to view, to describe, so, that i, i can, yet"
        ),
        "arrived": (
            "attached, provided, uploaded, included, shared, received, load, loaded, come through, upload,"
            "came through, visible, available, displayed, accessible, viewable, attach, transmitted, sent,"
            "processed, opened, viewed, seen, rendered, render, show up, go through, display properly,"
            "display correctly, found"
        ),
        "aux": "was, is, has, have, had, were, are, did, does, do, could, can",
        "seems": "is, was, are, were, seem, seems, appear, appears",
        "quite": "to be, to have been, completely, entirely, apparently, just, totally, fully",
        "gone": (
            "missing, blank, empty, corrupt, corrupted, broken, removed, stripped, omitted, unavailable,"
            "inaccessible, all white, all black"
        ),
        "shows": "just, only, is, see, appears to be, seems to be, show, shows",
        "blank": (
            "blank, empty, all-white, solid white, solid black, solid gray, solid grey, solid color,"
            "solid colour, plain white, white, black"
        ),
        "canvas": "image, picture, canvas, page, screen, square",
        "message": "message, request, conversation, chat, prompt, query, input, post, question",
        "kind": "ai, language, large, chat, conversational",
        "model": "model, assistant, ai, interface, system, environment, chat, conversation, chatbot",
        "work": (
            "process, processes, processing, handle, handles, work with, understand, understands, accept,"
            "accepts, support, supports, respond to, deal with, receive, interact with, interact through,"
            "interact via, communicate in, communicate through, communicate via, communicate by"
        ),
        "please": (
            "please, could you, can you, would you, kindly, try, you need to, you'll need to,"
            "need you to, you will need to, you would need to, want to, like to, feel free to, make sure to,"
            "make sure you, if you, if you can, if you could, if you would, if you want, you can,"
            "do you mind, would you mind"
        ),
        "again": "please, also, try, to, again, directly, then",
        "hand": (
            "upload, uploading, attach, attaching, share, sharing, send, sending, resend, resending, provide,"
            "providing, include, including, paste, pasting, submit, submitting, supply, insert, describe,"
            "describing, re-upload, reupload, re-attach, re-send, re-uploading, reattach"
        ),
        "decline": (
            "can't, cant, cannot, can not, won't, will not, unable to, not able to, not allowed to,"
            "not permitted to, not comfortable"
        ),
        "help": (
            "help, helping, assist, assisting, comply, fulfil, fulfill, solve, solving, continue, do that,"
            "do this, bypass, engage, participate"
        ),
        "tell": "provide, share, reveal, transcribe, read, identify, give, disclose, extract",
        "secret": (
            "captcha, captchas, password, passwords, credential, credentials, secret, secrets, plate, plates,"
            "personal information, sensitive information, private information"
        ),
    },
    absence=(
        # Perception: "I cannot see or process images", "I don't see any attached picture".
        "<not><somehow*3> <see>(?:(?:,? or| and|,|/) ?<see>){0,3}<the*4> (?:<image!>|urls?|links?)",
        "<saw> (?:no|zero)<the*2> <image!>",
        "(?:<not><somehow*3>|have|has|with)(?: no)?<the*2> access to<the*4> <image!>",
        "without (?:having|<see>|being able to <see>)<the*4> <image!>",
        # Receipt: "you didn't attach an image", "no image was provided" (LiteLLM SambaNova).
        "<not><somehow*3> <give><the*4> <image!>",
        "<message> (?:does|did)(?:n't| not)(?: seem to| appear to)? (?:contain|include|have)<the*4> <image!>",
        r"\bno<the*2> <image><be*4> <here>",
        ("(?<!if )(?<!when )(?<!unless )<there><the*2> <image>(?=$|[,)-]| <here>| <after>)"),
        "(?:nothing|anything)<be*2> (?:attached|uploaded)|nothing (?:came|got|made it) through",
        "forg[eo]t(?:ten)? to (?:attach|upload|include|add)",
        # The image itself: "the image did not load", "completely blank or white" (skelm#177).
        ("<image>(?: (?:that |which )?you[^,]{1,30})?(?:(?: <aux>)? <not>| failed to)<somehow*3> <arrived>"),
        "(?:issue|problem|error) with (?:the|your) <image>",
        "(?:^|[,;] )no <image>$",
        "<image> <seems><quite*3> (?:<gone>|(?:white|black)(?=$| or | and empty))",
        "<shows> an? (?:completely |entirely |totally )?<blank> <canvas>",
        # What the model says it is: "as a text-based AI", "my capabilities are limited to text".
        "text[- ](?:based|only)<kind*3> <model>",
        "limited to (?:<work> )?(?:plain |written )?text",
        "(?:only|solely) <work> (?:plain |written )?text",
        r"language model\b.{0,60}<not>.{0,30}\b(?:see|view|access|visual|display|perceive)\b",
        "(?:<not>|no)(?: have| support| a| any){0,2} (?:multimodal|vision model)",
        "(?:<not>|no)(?: have| support| a| any){0,2} (?:image|vision|visual)[- ](?:capab|abilit|input)",
        # What it asks for: "please upload the image", "if you describe it I can help".
        "<please><again*3> <hand><the*4> <image!>",
        r"if you (?:can |could )?(?:describe|tell me) (?:it|what|the characters)\b",
        r"once (?:it|the image|the picture) (?:is|becomes|has been) (?:visible|uploaded|attached|shared)\b",
        # It saw a string in place of a picture (litellm#16202, command-code#902).
        r"\bbase ?64\b|\bdata ur[il]s?\b|\b(?:a|the|very|this) long string\b|\braw image (?:bytes|data)\b",
    ),
    refusal=(
        "<decline>(?: be able to| directly| really| to){0,2} <help>",
        r"<decline>(?: directly| to){0,2} <tell>(?: \w{1,20}){0,4} <secret>",
        r"(?:against|violat\w{1,4})(?: my| our| the)?(?: \w{1,20})? (?:polic|guideline|rules|terms)",
        r"(?:content|safety|usage) (?:policy|policies|guidelines|filters?)\b",
        r"\bi (?:must|have to|need to) (?:decline|refuse)\b",
        # What guardrails say by default: Bedrock, NeMo, and whatever blocks and says by what.
        "the <model> <decline> answer (?:this|that|your) (?:question|request|prompt)",
        "<decline> respond to (?:that|this)(?: request| question| message| prompt)?$",
        r"^(?:content |request |message |prompt |response )?blocked (?:by|due to)\b",
        r"(?:request|prompt|message|response) (?:was|has been|is) (?:blocked|filtered|rejected|flagged)\b",
    ),
)
