"""The page in a real browser: every state, both languages, on the kiosk's screen.

KOPILKA_SCREENSHOTS   a folder for a picture of every state; default: none are kept
"""

import json
import os
import shutil
import time
import unittest

from kopilka_harness import Kiosk, make_bench, make_folder, sale, settle, wait_until

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
except ImportError:
    webdriver = None

CHROMEDRIVER, CHROMIUM = "/usr/bin/chromedriver", "/usr/bin/chromium"
KIOSK_SIZE, LAPTOP_SIZE = (1080, 1920), (1366, 768)
SETTLE_SECONDS = 1.2
LANGUAGES = {"ru": "Русский", "en": "English"}

# What is seen and touched, by what a person sees: texts of controls, never classes.
FIND_LANGUAGE = """
const code = arguments[0], name = arguments[1].toLowerCase();
const fits = e => (e.getAttribute('lang') === code && e.matches('button, [role=button], label'))
    || [name, code].includes(e.textContent.trim().toLowerCase());
return [...document.querySelectorAll('button, [role=button], [role=radio], label, a')].find(fits);
"""
LAYOUT = """
const root = document.documentElement, body = document.body;
const outside = [...document.querySelectorAll('button, [role=button], h1, h2, p')].filter(e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (!box.width || !box.height || style.visibility === 'hidden' || +style.opacity === 0)
        return false;
    if (e.closest('[hidden], [aria-hidden=true], [inert]')) return false;
    for (let p = e.parentElement; p; p = p.parentElement)
        if (/auto|scroll/.test(getComputedStyle(p).overflowY)) return false;
    return box.left < -1 || box.top < -1 || box.right > innerWidth + 1
        || box.bottom > innerHeight + 1;
}).map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40));
return {
    width: Math.max(root.scrollWidth, body.scrollWidth), height: Math.max(root.scrollHeight,
        body.scrollHeight), innerWidth, innerHeight, outside,
};
"""
VISIBLE_TEXT = "return document.body.innerText"


def new_browser(log_folder):
    """A headless Chromium with its console kept."""
    options = Options()
    options.binary_location = CHROMIUM
    for word in ("--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                 "--disable-dev-shm-usage", "--lang=ru", f"--user-data-dir={log_folder}/profile"):
        options.add_argument(word)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service(CHROMEDRIVER), options=options)


@unittest.skipIf(webdriver is None, "python3-selenium is not installed")
@unittest.skipUnless(os.path.exists(CHROMEDRIVER), "chromium-driver is not installed")
class PageTests(unittest.TestCase):
    """One browser and one kiosk for the tour of the states."""

    @classmethod
    def setUpClass(cls):
        cls.bench = make_bench()
        cls.addClassCleanup(cls.bench.close)
        cls.browser = new_browser(make_folder())
        cls.addClassCleanup(cls.browser.quit)
        cls.pictures = os.environ.get("KOPILKA_SCREENSHOTS")
        if cls.pictures:
            shutil.rmtree(cls.pictures, ignore_errors=True)
            os.makedirs(cls.pictures)

    def setUp(self):
        self.kiosk = Kiosk(self.bench).start()
        self.addCleanup(self.kiosk.close)
        self.screens = self.kiosk.screens()
        self.addCleanup(self.screens.close)
        self.addCleanup(self.browser.get, "about:blank")
        self.browser.get_log("browser")  # what an earlier test left
        settle(self.screens)
        self.size(KIOSK_SIZE)
        self.browser.get(f"http://127.0.0.1:{self.kiosk.port}/")
        wait_until(self.text, "the page to say something")

    def size(self, pixels):
        """Makes the page exactly as large as a screen."""
        metrics = {"width": pixels[0], "height": pixels[1], "deviceScaleFactor": 1,
                   "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def text(self):
        """What a person can read."""
        return self.browser.execute_script(VISIBLE_TEXT).strip()

    def language(self):
        """The language of the page."""
        return self.browser.execute_script("return document.documentElement.lang")[:2]

    def speak(self, code):
        """Touches the language switch."""
        if self.language() != code:
            button = self.browser.execute_script(FIND_LANGUAGE, code, LANGUAGES[code])
            self.assertIsNotNone(button, f"no switch to {LANGUAGES[code]}")
            button.click()
        wait_until(lambda: self.language() == code, f"the page in {LANGUAGES[code]}")

    def picture(self, name):
        """Keeps a picture of the page."""
        if self.pictures:
            self.browser.save_screenshot(os.path.join(self.pictures, name + ".png"))

    def look(self, name, sizes=(KIOSK_SIZE, LAPTOP_SIZE)):
        """Looks at the present state in both languages: it fits, and the texts differ."""
        texts = {}
        for code in LANGUAGES:
            self.speak(code)
            for pixels in sizes:
                self.size(pixels)
                time.sleep(SETTLE_SECONDS)
                self.picture(f"{name}-{code}-{pixels[0]}x{pixels[1]}")
                layout = self.browser.execute_script(LAYOUT)
                if pixels == KIOSK_SIZE:
                    self.assertLessEqual(layout["width"], layout["innerWidth"], (name, code))
                    self.assertLessEqual(layout["height"], layout["innerHeight"], (name, code))
                    self.assertEqual(layout["outside"], [], (name, code))
                texts[code] = self.text()
            self.size(KIOSK_SIZE)
            self.assertGreater(len(texts[code]), 10, (name, code))
            for wrong in ("undefined", "NaN", "[object", "null"):
                self.assertNotIn(wrong, texts[code], (name, code))
        self.assertNotEqual(texts["ru"], texts["en"], name)
        self.assertRegex(texts["ru"], "[а-яё]", name)
        return texts

    def extend(self):
        """Takes all the time that the screen gives."""
        self.kiosk.touch("extend", self.screens.latest)

    def present(self, item, *kinds):
        """Presents an item and waits for its screen."""
        before = self.screens.latest["revision"]
        self.bench.do(present=item)
        return self.screens.wait_kind(*kinds, after=before)

    def assert_console_is_clean(self):
        """No message of the browser is an error."""
        bad = [e for e in self.browser.get_log("browser") if e["level"] == "SEVERE"]
        self.assertEqual(bad, [], json.dumps(bad, ensure_ascii=False, indent=1))

    def test_every_state_is_reached_and_fits_in_both_languages(self):
        self.look("01-attract")
        self.present("phone", "randomIdentifier")
        self.look("02-random-identifier", [KIOSK_SIZE])
        self.present("product-code", "unknownBarcode")
        self.look("03-unknown-barcode", [KIOSK_SIZE])
        self.present("bad-code", "badBarcode")
        self.look("04-bad-barcode", [KIOSK_SIZE])
        before = self.screens.latest["revision"]
        self.bench.do(
            card="tap", profile="ntag213", holdMilliseconds=60, latencyMilliseconds=400
        )
        self.screens.wait_kind("holdLonger", after=before)
        self.look("05-hold-longer", [KIOSK_SIZE])
        before = self.screens.latest["revision"]
        self.bench.do(card="tap", profile="uid10", uid="88010203", holdMilliseconds=500)
        screen = self.screens.wait_kind("unusableCard", "randomIdentifier", after=before)
        self.look("06-" + screen["view"]["kind"], [KIOSK_SIZE])
        self.kiosk.post_sale(sale("page1", total_minor=123_450))
        self.kiosk.touch("dismiss", self.screens.latest)
        self.screens.wait(lambda s: s["pendingSale"], "the sale on the screen")
        texts = self.look("07-pending-sale", [KIOSK_SIZE])
        self.assertIn("1\u00a0234,50", texts["ru"].replace("\u202f", "\u00a0"))
        screen = self.present("stranger", "unknownCard")
        self.look("08-unknown-card")
        self.kiosk.touch("enrol", self.screens.latest)
        self.screens.wait_kind("earned", after=screen["revision"])
        self.extend()
        self.look("09-earned", [KIOSK_SIZE])
        self.bench.do(card="out")
        self.present("stranger", "balance")
        self.look("10-balance")
        self.kiosk.post_sale(sale("page2", receipt="R-page1"))
        self.screens.wait_kind("refused")
        self.look("11-refused", [KIOSK_SIZE])
        self.assert_console_is_clean()

    def test_an_enrolled_card_and_a_finger_on_the_page(self):
        self.present("stranger", "unknownCard")
        self.speak("ru")
        find = """return [...document.querySelectorAll('button, [role=button]')].find(
            e => e.offsetParent && /Принять|условия/i.test(e.textContent))"""
        button = wait_until(lambda: self.browser.execute_script(find), "the button that enrols")
        box = button.rect
        self.assertGreaterEqual(box["height"], 111)
        button.click()
        self.screens.wait_kind("enrolled")
        self.look("12-enrolled", [KIOSK_SIZE])
        self.assert_console_is_clean()

    def test_repairs_are_shown_and_go_away(self):
        before = {code: None for code in LANGUAGES}
        for code in before:
            self.speak(code)
            before[code] = self.text()
        self.bench.do(pcscd="kill")
        self.bench.do(usb="unplug pos")
        self.addCleanup(self.bench.ask, usb="plug pos")
        self.addCleanup(self.bench.ask, pcscd="start")
        self.screens.wait(lambda s: "scanner" in s["repairs"], "the scanner's repair")
        self.screens.wait(
            lambda s: {"reader", "cardService"} & set(s["repairs"]), "the reader's repair"
        )
        texts = self.look("13-repairs", [KIOSK_SIZE])
        for code, text in texts.items():
            self.assertNotEqual(text, before[code])
        self.bench.do(pcscd="start")
        self.bench.do(usb="plug pos")
        self.screens.wait(lambda s: not s["repairs"], "no repairs")

    def test_a_lost_service_is_shown_and_the_page_recovers_by_itself(self):
        self.speak("en")
        attract = self.text()
        port = self.kiosk.port
        self.screens.close()
        self.kiosk.stop()
        wait_until(lambda: self.text() != attract, "the page to say that the service is away")
        self.picture("14-no-connection")
        self.kiosk.words = ["--port", str(port)]
        self.kiosk.start()
        wait_until(lambda: self.text() == attract, "the page to recover", seconds=40)

    def test_what_was_shown_leaves_the_page(self):
        source = "return document.documentElement.outerHTML.replace(/&nbsp;|[\\s,.]/g, '')"
        at_rest = self.browser.execute_script(source)
        screen = self.present("stranger", "unknownCard")
        self.kiosk.touch("enrol", screen)
        self.screens.wait_kind("enrolled")
        self.kiosk.post_sale(sale("gone", total_minor=1_234_567))
        earned = self.screens.wait_kind("earned")
        digits = str(earned["view"]["balance"]["availableMicro"] // 10_000)
        self.assertGreaterEqual(len(digits), 5)
        self.assertNotIn(digits, at_rest)
        wait_until(lambda: digits in self.browser.execute_script(source), "the balance")
        self.kiosk.touch("dismiss", self.screens.latest)
        self.screens.wait_kind("attract")
        time.sleep(SETTLE_SECONDS)
        self.assertFalse(digits in self.browser.execute_script(source), "the balance is left")
        self.assert_console_is_clean()

    def test_nothing_is_asked_of_any_other_machine(self):
        names = self.browser.execute_script(
            "return performance.getEntriesByType('resource').map(e => e.name)"
        )
        self.assertTrue(names)
        for name in names:
            self.assertTrue(name.startswith(f"http://127.0.0.1:{self.kiosk.port}/"), name)


if __name__ == "__main__":
    unittest.main()
