"""German, Spanish, French, Italian, Portuguese, Russian and Turkish. Russian was read in gigachat#91."""

from probes.phrases.language import Language

GERMAN = Language(
    code="de",
    words={
        "image": "bild, bilder, bilddatei, bildinhalte, foto, fotos, grafik, anhang, anhange, datei",
        "content": "von, der, des, mit, einer, eines, in der, auf",
        "see": "sehe, erkenne, finde, habe, erhielt, bekam, liegt mir, gibt",
        "filler": "leider, hier, aktuell, derzeit, auch, es, mir, ich, direkt",
        "no": "kein, keine, keinen, keinerlei",
        "the": "das, die, ein, ihr, dein, dieses, mir, bitte, sie, erneut, nochmal, kein, keine, keinen",
        "arrived": (
            "angehangt, vorhanden, erhalten, gesendet, hochgeladen, gefunden, beigefugt, bereitgestellt,"
            "enthalten, mitgeschickt, mitgesendet, sichtbar, empfangen, ubermittelt, geladen, verfugbar,"
            "angezeigt"
        ),
        "view": "sehen, anzeigen, offnen, verarbeiten, analysieren, ansehen, betrachten, anschauen, oder",
        "send": "lade, laden, sende, senden, schicke, schicken, fuge, fugen, hange, hangen, teile, teilen",
        "small": "ich, ihnen, dir, euch, dabei, leider, damit, bei",
    },
    absence=(
        "<see><filler*2> <no> <image!>",
        "<no> <image>(?: wurde| ist| war)?(?: mit)?<filler*1> <arrived>",
        "(?:kann|konnen)<filler*2><the*2> <image>(?: nicht)?<filler*1> <view>",
        "<image> (?:wurde|ist|konnte|war)<filler*1> nicht <arrived>",
        "(?:bitte <send>|<send>(?: sie)? bitte)<the*3> <image>",
        r"als (?:ein |eine )?(?:rein )?(?:textbasiert\w{0,2} |text-)(?:ki|sprachmodell|modell|assistent)",
    ),
    refusal=(
        "kann<small*4> nicht(?: weiter)? ?(?:weiterhelfen|helfen|behilflich|unterstutzen)",
        r"verst(?:oss|oß)t gegen",
    ),
)

SPANISH = Language(
    code="es",
    words={
        "image": "imagen, imagenes, foto, fotos, fotografia, archivo, archivos, adjunto, captura",
        "content": "de, del, con, en la",
        "fail": (
            "veo, puedo, logro, consigo, he, recibi, encuentro, hay, tengo, detecto, has, ha, adjuntaste,"
            "proporcionaste, subiste, enviaste, se, soy capaz de"
        ),
        "do": (
            "ver, visualizar, abrir, acceder, procesar, analizar, adjuntado, recibido, enviado, subido,"
            "proporcionado, proporciono, incluyo, adjunto, directamente, acceso, ha, o, a, me, actualmente"
        ),
        "the": "ninguna, ningun, la, las, el, los, una, un, tu, su, esta, imagenes",
        "please": "por favor, podrias, puedes, puede, podria",
        "send": "adjunt~, sub~, envi~, compart~, proporcion~, describ~, vuelve a subir, carg~",
    },
    absence=(
        "no <fail><do*4><the*2> <image!>",
        "ninguna? <image!>",
        "no se (?:ha )?(?:adjunt|proporcion|inclu|envi|recibi)",
        "<please>,? <send><the*1> <image>|(?:adjunta|sube|envia|comparte)(?:me)?<the*1> <image>",
        "modelo de (?:lenguaje|texto) (?:basado|solo)",
    ),
    refusal=(r"no puedo (?:ayudar|asistir|cumplir|continuar)\w{0,4}\b", "infringe|va en contra de"),
)

FRENCH = Language(
    code="fr",
    words={
        "image": "image, images, photo, photos, piece jointe, pieces jointes, fichier, fichiers, visuel",
        "content": "de, du, des, avec, dans l~",
        "fail": "vois, trouve, recois, peux, parviens, suis, ai, avez, as, arrive, dispose",
        "do": (
            "pas, recu, joint, capable, en mesure, de, a, voir, afficher, ouvrir, visualiser, analyser,"
            "acceder, traiter, directement, fourni, envoye, telecharge, encore, ou, lire, malheureusement"
        ),
        "the": "les, la, une, votre, cette, aucune, aucun, des, de, aux, d'acces",
        "arrived": (
            "jointe, chargee, visible, recue, fournie, telechargee, vide, manquante, trouvee, disponible,"
            "joint, fourni, affichee"
        ),
        "be": "n'a, n'est, pas, ete, etre, ne s'est, semble, m'a",
        "please": "veuillez, merci de, pouvez-vous, peux-tu, pourriez-vous, s'il vous plait",
        "send": "joindre, telecharger, envoyer, partager, fournir, decrire, importer, charger, transmettre",
        "again": "me, bien, le, la, reessayer de, a nouveau",
        "small": "pas, vous, t', t'aider, malheureusement, en mesure de, de",
    },
    absence=(
        "(?:ne |n')<fail><do*6>(?: d'| l'| a l'|<the*2> )?<image!>",
        "aucune? <image>(?:<be*3> <arrived>|$)",
        "<image><be*4> <arrived>",
        "<please><again*2> <send>(?: l'|<the*1> )<image>",
        "modele (?:de langage|textuel) (?:base|uniquement)",
    ),
    refusal=(
        r"ne (?:peux|suis)<small*3> (?:aider|assister|repondre a cette|accomplir)\b",
        "ne peux pas (?:vous |t')aider",
        "contraire (?:a|aux) (?:nos|mes|la)|enfreint",
    ),
)

ITALIAN = Language(
    code="it",
    words={
        "image": "immagine, immagini, foto, fotografia, fotografie, allegato, allegati, file",
        "content": "di, del, della, con, nell'angolo",
        "fail": "vedo, posso, riesco, ho, hai, trovo, sono, c'e, e",
        "do": (
            "vedere, visualizzare, aprire, analizzare, elaborare, accedere, ricevuto, allegato, caricato,"
            "a, ad, in grado di, direttamente, stata, stato, accesso, fornito, o, leggere"
        ),
        "the": "alcuna, alcun, nessuna, nessun, le, la, un, una, alle, immagini",
        "arrived": "allegat~, fornit~, ricevut~, caricat~, presente, visibile, inviat~, disponibile",
        "please": "per favore, puoi, potresti, ti prego di, si prega di",
        "send": "allega, allegare, carica, caricare, invia, inviare, condividi, condividere, descrivi",
    },
    absence=(
        "non <fail><do*4>(?: l'| un'| all'|<the*2> )<image!>",
        "nessuna? <image>(?: e| e stata)? <arrived>",
        "<please>,?(?: di)? <send>(?: l'| un'|<the*1> )<image>",
        "l'<image> non (?:e|e stata|risulta) <arrived>",
    ),
    refusal=(r"non posso (?:aiutar|assister|soddisfare|continuare)\w{0,4}", r"contravviene"),
)

PORTUGUESE = Language(
    code="pt",
    words={
        "image": "imagem, imagens, foto, fotos, fotografia, fotografias, arquivo, ficheiro, anexo, anexos",
        "content": "de, do, da, com, no canto",
        "fail": "vejo, consigo, posso, recebi, encontrei, ha, tenho, foi, e possivel, estou, sou capaz de",
        "do": (
            "ver, visualizar, acessar, abrir, processar, analisar, recebida, enviada, anexada, acesso, a,"
            "vendo, diretamente, ou, ler"
        ),
        "the": "nenhuma, nenhum, a, as, o, uma, sua, imagens, esta",
        "arrived": "enviad~, anexad~, fornecid~, recebid~, carregad~, encontrad~, visivel, visualizad~",
        "please": "por favor, voce pode, poderia, pode, voce poderia",
        "send": "envi~, anex~, carreg~, compartilh~, descrev~, forne~",
    },
    absence=(
        "nao <fail><do*4><the*2> <image!>",
        "nenhuma? <image>(?: foi| esta| e)? <arrived>",
        "<image> nao (?:foi|esta|pode ser) <arrived>",
        "<please>,? <send><the*1> <image>",
    ),
    refusal=(
        r"nao posso (?:ajudar|auxiliar|atender|continuar)\w{0,3}",
        "viola (?:as|nossas) (?:politic|diretriz|regra)",
    ),
)

RUSSIAN = Language(
    code="ru",
    words={
        "image": "изображени~, картин~, фото~, снимк~, снимок, файл~, вложени~",
        "content": "с, кота, шума",
        "fail": (
            "вижу, могу, получил, получила, умею, способен, способна, имею, нашел, нашла, обнаружил,"
            "обнаружила, удалось, прикрепил~, приложил~, отправил~, загрузил~, прислал~"
        ),
        "do": (
            "посмотреть, просмотреть, просматривать, увидеть, видеть, открыть, обрабатывать, обработать,"
            "анализировать, загрузить, напрямую, доступа, к, ни, одного, никаких, никакого, распознавать,"
            "это, ваше, вашу, само, прикрепленного"
        ),
        "arrived": "прикреплен~, загружен~, видно, получен~, приложен~, загрузил~, отображается, доступн~",
        "be": "было, был, была, не",
        "send": (
            "пришлите, прикрепите, загрузите, отправьте, приложите, опишите, предоставьте, пришли, загрузи,"
            "отправь, прикрепи"
        ),
        "again": "пожалуйста, мне, само, еще раз, это, ваше, саму, свое",
        "small": "вам, с, этим, этой, просьбой, на",
    },
    absence=(
        "не <fail><do*4> <image!>",
        "<image> не<be*1> <arrived>|<image> отсутству",
        "доступ\\w? к <image> (?:отсутствует|нет)|нет доступа к <image>|нет(?: прикрепленного)? <image>$",
        "<send>,?<again*3>,? <image>",
        "текстов(?:ая|ой|ую) (?:языков\\w{1,2} )?модел",
    ),
    refusal=(
        "не (?:могу|буду)<small*3> (?:помочь|помогать|ответить|выполнить|обсуждать)",
        "противоречит|наруша\\w{1,3} (?:правил|политик)|сменим тему|поговорить о чем-нибудь",
    ),
)

TURKISH = Language(
    code="tr",
    words={
        "image": "gorsel~, resim~, resm~, fotograf~, goruntu~",
        "content": "yok",
        "unseen": (
            "goremiyorum, goruntuleyemiyorum, acamiyorum, eklenmemis, eklenmedi, yuklenmemis, yuklenmedi,"
            "bulunmuyor, alamadim, isleyemiyorum, bulamadim, ulasamiyorum, iletilmedi, saglanmadi, goremem"
        ),
        "any": "bir, herhangi, hicbir, dogrudan",
        "send": "yukleyin, ekleyin, gonderin, paylasin, yukler misiniz",
    },
    absence=("<image><any*2> <unseen>", "lutfen<any*1> <image> <send>"),
    refusal=("yardimci ola(?:mam|miyorum)",),
)
