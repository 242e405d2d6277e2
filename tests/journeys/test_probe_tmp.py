import pytest
from tests.journeys.addresses import every_address
from tests.journeys.people import PHONE, sideways
from tests.journeys.test_pages_serve_everybody import Visitors, barriers, SPANISH
WIDE = """() => { const w = document.documentElement.clientWidth; return [...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > w + 0.5 && !e.closest('.scroll') ).slice(0,6).map(e => e.tagName + '.' + e.className + '#' + e.id + ' ' + Math.round(e.getBoundingClientRect().right) + ' ' + (e.textContent||'').trim().slice(0,50)); }"""
def test_probe(demonstration, enter):
    al = every_address(demonstration)
    v = Visitors(enter, demonstration)
    seen = {}
    for a in al:
        for b in barriers(v.open(a)):
            if 'demo-band' in b and 'region' in b and '|' not in b: b='DEMO-BAND region'
            seen.setdefault(b, []).append(a.name)
    for b, names in seen.items(): print("AXE", b, names if len(names)<8 else len(names))
    v = Visitors(enter, demonstration, viewport=PHONE, has_touch=True, is_mobile=True)
    for a in al:
        p = v.open(a)
        if sideways(p) > 0: print("WIDE", a.name, sideways(p), p.evaluate(WIDE))
    p = v("ucc"); p.open("/plan/2025/"); print(p.page.locator("main").inner_text()[:1500])
    v = Visitors(enter, demonstration, locale="en-US")
    for a in al:
        p = v.open(a)
        heads = p.locator("main :is(h1, h2, th, label, button, legend, caption, summary, dt), nav a").all_inner_texts()
        left = sorted({t.strip() for t in heads if SPANISH.search(t)})
        if left: print("ES", a.name, left)
    pr = v("coordinacion")
