"""What is typed where text belongs by somebody who wants it to be run: markup, formulas, templates, line ends."""

MARK = "xq7z"
_ACT = f"{MARK}()"
_BARE = (
    f"<script>{_ACT}</script>", f"<img src=x onerror={_ACT}>", f"<svg onload={_ACT}>",
    f"<svg><script>{_ACT}</script></svg>",
    f"<iframe srcdoc='<script>{_ACT}</script>'>", f"<a href='javascript:{_ACT}'>x</a>", f"<body onload={_ACT}>",
    f"<math href='javascript:{_ACT}'>x</math>", f"<details open ontoggle={_ACT}>", f"<video><source onerror={_ACT}>",
    f"<input autofocus onfocus={_ACT}>", f"<marquee onstart={_ACT}>", f"<object data='javascript:{_ACT}'>",
    f"<form action='javascript:{_ACT}'><button>x</button>", f"<button formaction='javascript:{_ACT}'>x</button>",
    f"<style>@import 'javascript:{_ACT}'</style>", f"<link rel=stylesheet href='//{MARK}.example'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_ACT}'>", f"<base href='//{MARK}.example/'>",
    f"<template><script>{_ACT}</script></template>", f"<noscript><p title='</noscript><script>{_ACT}</script>'>",
)  # fmt: skip
_AROUND = ("{}", '"{}', "'>{}", '">{}', "</textarea>{}", "</title></script>{}")
_ALONE = (
    f"javascript:{_ACT}", f"JaVaScRiPt:{_ACT}", f"data:text/html,<script>{_ACT}</script>",
    f'" onmouseover={_ACT} x="',
    f"' onfocus={_ACT} autofocus '", f"{{{{{MARK}|safe}}}}", f"{{% {MARK} %}}", f"${{{MARK}}}", f"#{{{MARK}}}",
    f"=HYPERLINK(\"http://{MARK}\",\"x\")", f"=cmd|' /C {MARK}'!A0", f"+{MARK}", f"-{MARK}", f"@{MARK}", f"\t={MARK}",
    f"\r={MARK}", f"\n={MARK}", f"％3Cscript％3E{MARK}", f"＜script＞{MARK}＜/script＞",
    f"x\r\nX-{MARK}: 1", f"x\nSet-Cookie: {MARK}=1",
    f"<!--{MARK}-->", f"]]>{MARK}", f"\\u003cscript\\u003e{MARK}", f"&lt;script&gt;{MARK}", f"&#60;script&#62;{MARK}",
    f"{MARK}'; DROP TABLE visit;--", f"{MARK}%' OR 1=1", f"/JS ({MARK}) /OpenAction", f"(({MARK})) Tj",
    f"../../{MARK}", f"\u202e{MARK}", f"{MARK}\u2028x", f"**{MARK}** [x](javascript:{_ACT})",
)  # fmt: skip
_FIRST = tuple(around.format(bare) for around in _AROUND[:1] for bare in _BARE)
_WRAPPED = tuple(around.format(bare) for around in _AROUND[1:] for bare in _BARE)
PAYLOADS = (*_FIRST, *_ALONE, *_WRAPPED)[:120]
