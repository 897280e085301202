"use strict";
// The kiosk page: shows whatever the service says and sends touches back. It holds the present
// screen only; of a screen that has ended nothing stays, neither in the document nor here.

// --- What it says -------------------------------------------------------------------------------

const TEXT = {
  ru: {
    attractTitle: "Приложите карту",
    attractLead: "Покажем баланс и начислим баллы",
    scanTitle: "Поднесите штрихкод",
    restTitle: "Скоро вернёмся",
    restLead: "Киоск восстанавливает считыватель и сканер. Это происходит само",
    wayCard: "Карту — к\u00a0считывателю",
    wayCode: "Штрихкод — к\u00a0сканеру",
    wayOff: "Восстанавливаем",
    saleLabel: "Покупка на",
    saleLead: "и получите баллы за эту покупку",
    saleNotice: (sum) => `Покупка на ${sum} — приложите карту`,
    saleAfterJoining: (sum) => `Покупка на ${sum}: баллы начислим сразу`,
    balanceTitle: "Ваш баланс",
    coming: (n, date) => `Ещё ${n.text} начислим ${date}`,
    comingSoon: (n) => `Ещё ${n.text} скоро начислим`,
    expiring: (n, date) =>
      `${n.text} ${n.choose("сгорит", "сгорят", "сгорят")}, `
      + `если не потратить до ${date} включительно`,
    debt: (n) => `После возврата нужно погасить ${n.text}: спишем из следующих начислений`,
    tier: (tier) => `Статус «${tier}»`,
    nextSpend: (tier, sum) => `До статуса «${tier}» осталось купить на ${sum}`,
    nextVisits: (tier, n) => `До статуса «${tier}» ${n.choose("осталась", "осталось", "осталось")} `
      + `${n.digits}\u00a0${n.choose("покупка", "покупки", "покупок")}`,
    nextEarned: (tier, n) =>
      `До статуса «${tier}» ${n.choose("остался", "осталось", "осталось")} ${n.text}`,
    benefits: (list) => `Ваши привилегии: ${list}`,
    earnedFor: (sum) => `За покупку на ${sum}`,
    earnedLater: (n) => `и ещё ${n.text} позже`,
    laterTitle: "Начислим позже",
    nothingTitle: "Баллы не начислены",
    reasons: {
      velocity: "Лимит операций на сегодня исчерпан",
      partnerNotParticipating: "Этот магазин не участвует в программе",
      noRule: "За эти товары баллы не начисляются",
    },
    newBalance: "Теперь на карте",
    unknownTitle: "Новая карта",
    unknownLead: "Одно нажатие — и она копит баллы. Имя и телефон не нужны",
    enrol: "Принять условия и начать копить",
    enrolling: "Секунду…",
    terms: "Условия программы",
    enrolledTitle: "Карта копит баллы!",
    enrolledLead: "Прикладывайте её при каждой покупке",
    unknownBarcodeTitle: "Это не карта магазина",
    unknownBarcodeLead:
      "Хотите копить? Приложите любую бесконтактную карту или спросите карту на кассе",
    randomTitle: "Покажите штрихкод карты",
    randomLead:
      "Телефон каждый раз называет новый номер. Откройте в нём карту и поднесите к сканеру",
    unusableTitle: "Эта карта не подойдёт",
    unusableLead: "У неё нет постоянного номера. Приложите другую карту или покажите штрихкод",
    holdTitle: "Подержите чуть дольше",
    holdLead: "Карту убрали слишком рано. Приложите её ещё раз и подержите секунду",
    badCodeTitle: "Код не прочитан",
    badCodeLead: "Поднесите штрихкод ещё раз. Если не выйдет, проверьте 13 цифр под ним",
    savingTitle: "Ещё сохраняем",
    savingLead: "Пожалуйста, не прикладывайте карту повторно",
    refusedTitle: "Не получилось",
    refusals: {
      alreadyCounted: "Этот чек уже учтён: баллы за него начислены раньше",
      tooOld: "Чек слишком старый. Обратитесь к сотруднику",
      amountOutOfRange: "Сумма чека вне допустимых пределов. Обратитесь к сотруднику",
      storageUnavailable: "Сохранить не удалось, ничего не начислено. Попробуйте чуть позже",
      cardInUse: "Эту карту только что привязали. Обратитесь к сотруднику",
      cardInvalid: "Эта карта больше не действует. Обратитесь к сотруднику",
      notActivated: "Карта не активирована. Активируйте её, и баллы будут начисляться",
      limitReached: "Лимит операций на сегодня исчерпан",
      busy: "Слишком много сразу. Попробуйте ещё раз",
    },
    repairs: {
      cardService: "Считыватель карт восстанавливается. Штрихкоды работают",
      reader: "Считыватель карт восстанавливается. Штрихкоды работают",
      scanner: "Сканер восстанавливается. Карты работают",
      both: "Считыватель карт и сканер восстанавливаются",
    },
    offlineTitle: "Минутку",
    offlineLead: "Нет связи с киоском. Восстанавливаем её и скоро продолжим",
    extend: "Ещё время",
    done: "Готово",
    close: "Не сейчас",
    points: ["балл", "балла", "баллов"],
    tray: "Демонстрация: виртуальные карты и коды",
    fold: ["Свернуть", "Демонстрация"],
    silent: "Виртуальное устройство не отвечает. Попробуйте ещё раз",
  },
  en: {
    attractTitle: "Tap your card",
    attractLead: "See your balance and earn points",
    scanTitle: "Scan your barcode",
    restTitle: "Back in a moment",
    restLead: "The kiosk is repairing its reader and scanner. This happens by itself",
    wayCard: "Card to the reader",
    wayCode: "Barcode to the scanner",
    wayOff: "Being repaired",
    saleLabel: "Purchase of",
    saleLead: "to earn points for this purchase",
    saleNotice: (sum) => `Purchase of ${sum} — tap your card`,
    saleAfterJoining: (sum) => `Purchase of ${sum}: points come at once`,
    balanceTitle: "Your balance",
    coming: (n, date) => `${n.digits} more ${n.noun} on ${date}`,
    comingSoon: (n) => `${n.digits} more ${n.noun} coming soon`,
    expiring: (n, date) =>
      `${n.text} ${n.choose("expires", "expire")} unless used by the end of ${date}`,
    debt: (n) => `${n.text} ${n.choose("is", "are")} owed after a return `
      + "and will be taken from the next ones",
    tier: (tier) => `“${tier}” status`,
    nextSpend: (tier, sum) => `Spend ${sum} more to reach “${tier}”`,
    nextVisits: (tier, n) =>
      `${n.digits} more ${n.choose("purchase", "purchases")} to reach “${tier}”`,
    nextEarned: (tier, n) => `Earn ${n.digits} more ${n.noun} to reach “${tier}”`,
    benefits: (list) => `Your benefits: ${list}`,
    earnedFor: (sum) => `For your purchase of ${sum}`,
    earnedLater: (n) => `and ${n.digits} more ${n.noun} later`,
    laterTitle: "Coming later",
    nothingTitle: "No points this time",
    reasons: {
      velocity: "Today’s limit is reached",
      partnerNotParticipating: "This shop does not take part in the programme",
      noRule: "These goods earn no points",
    },
    newBalance: "Now on your card",
    unknownTitle: "A new card",
    unknownLead: "One touch, and it earns points. No name and no phone number needed",
    enrol: "Accept the terms and start earning",
    enrolling: "One moment…",
    terms: "Terms of the programme",
    enrolledTitle: "Your card earns points!",
    enrolledLead: "Tap it with every purchase",
    unknownBarcodeTitle: "Not a card of this shop",
    unknownBarcodeLead:
      "Would you like to join? Tap any contactless card or ask for a card at the till",
    randomTitle: "Show your card’s barcode",
    randomLead:
      "A phone tells a new number each time. Open the shop’s card on it and hold it to the scanner",
    unusableTitle: "This card will not do",
    unusableLead: "It has no lasting number. Tap another card or show a barcode",
    holdTitle: "Hold it a moment longer",
    holdLead: "The card was taken away too early. Tap it again and hold it for a second",
    badCodeTitle: "Code not read",
    badCodeLead: "Scan the barcode again. If that fails, check the 13 digits under it",
    savingTitle: "Still saving",
    savingLead: "Please do not tap your card again",
    refusedTitle: "That did not work",
    refusals: {
      alreadyCounted: "This receipt is already counted: its points were credited before",
      tooOld: "The receipt is too old. Please ask the staff",
      amountOutOfRange: "The receipt’s amount is out of range. Please ask the staff",
      storageUnavailable: "Nothing could be saved and nothing was credited. Try again later",
      cardInUse: "This card was taken into use a moment ago. Please ask the staff",
      cardInvalid: "This card is no longer valid. Please ask the staff",
      notActivated: "The card is not activated. Activate it to collect points",
      limitReached: "Today's limit is reached",
      busy: "Too much at once. Please try again",
    },
    repairs: {
      cardService: "The card reader is being repaired. Barcodes work",
      reader: "The card reader is being repaired. Barcodes work",
      scanner: "The scanner is being repaired. Cards work",
      both: "The card reader and the scanner are being repaired",
    },
    offlineTitle: "One moment",
    offlineLead: "The kiosk has lost its connection, is restoring it and will go on soon",
    extend: "More time",
    done: "Done",
    close: "Not now",
    points: ["point", "points"],
    tray: "Demo: virtual cards and codes",
    fold: ["Fold", "Demo"],
    silent: "The virtual device does not answer. Please try again",
  },
};

// What the demonstration programme calls its statuses and benefits; a name that is not here is
// shown as the programme writes it.
const NAMES = {
  ru: {
    friend: "Друг", gold: "Золотой", platinum: "Платиновый",
    "7 % instead of 5 %": "7\u00a0% вместо 5\u00a0%",
    "10 % instead of 5 %": "10\u00a0% вместо 5\u00a0%",
    "free delivery": "бесплатная доставка", "no queue": "без очереди",
  },
  en: { friend: "Friend", gold: "Gold", platinum: "Platinum" },
};

const NBSP = "\u00a0";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun",
  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SYMBOLS = { RUB: "₽", USD: "$", EUR: "€", GBP: "£" };
const MICRO = 1_000_000n;

const DATED_ROWS = 2, DATED_ROWS_OF_A_RESULT = 1;
const COUNTING_MILLISECONDS = 900;
const OFFLINE_AFTER_MILLISECONDS = 2_000;
const RETRY_MILLISECONDS = 1_000;
const OVERDUE_MILLISECONDS = 1_500;
const LANGUAGE_STAYS_MILLISECONDS = 60_000;
const SMALLEST_FIT_PERCENT = 56;
// Letters hang a little out of tight lines.
const SLACK = 8;

// --- The present state --------------------------------------------------------------------------

const query = new URLSearchParams(location.search);
const homeLanguage = query.get("language") === "en" ? "en" : "ru";
const EMPTY = { view: { kind: "attract" }, clearsInMilliseconds: null, pendingSale: null,
  repairs: [] };

const state = {
  language: sessionStorage.getItem("language") === "en" ? "en"
    : sessionStorage.getItem("language") === "ru" ? "ru" : homeLanguage,
  config: { shopName: "", stations: [], terms: null, demo: null },
  screen: EMPTY,
  endsAt: null,
  isOffline: false,
  isExtending: false,
  isFolded: false,
};
let countdownTimer, offlineTimer = null, languageTimer;

const text = () => TEXT[state.language];
const isRussian = () => state.language === "ru";
const name = (id) => (Object.hasOwn(NAMES[state.language], id) ? NAMES[state.language][id] : id);
const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// --- Numbers and dates. Amounts are BigInt: no floating point touches money or points ------------

/** The form for a whole number: one, few, many in Russian; one, many in English. */
function plural(whole, forms) {
  if (!isRussian()) return forms[whole === 1n ? 0 : 1];
  const tens = whole % 100n, ones = whole % 10n;
  if (tens >= 11n && tens <= 14n) return forms[2];
  if (ones === 1n) return forms[0];
  return ones >= 2n && ones <= 4n ? forms[1] : forms[2];
}

const group = (whole) => String(whole).replace(/\B(?=(\d{3})+$)/g, isRussian() ? NBSP : ",");

/** A number with the forms of words that fit it; the fraction is in millionths. */
function number(whole, fraction = 0n) {
  const rest = String(fraction).padStart(6, "0").replace(/0+$/, "");
  const digits = rest ? group(whole) + (isRussian() ? "," : ".") + rest : group(whole);
  const choose = (...forms) => (rest ? forms[1] : plural(whole, forms));
  const noun = choose(...text().points);
  return { digits, noun, choose, text: digits + NBSP + noun };
}

/** Micro-points, floored to the quantum: never more than there is. */
function points(micro, quantum) {
  const floored = micro - (micro % quantum);
  return number(floored / MICRO, floored % MICRO);
}

/** What is still needed, raised to the quantum: never less than that. */
const needed = (micro, quantum) => points(micro + quantum - 1n, quantum);

function money(minor, currency) {
  const sign = minor < 0n ? "−" : "", absolute = minor < 0n ? -minor : minor;
  const whole = group(absolute / 100n), cents = String(absolute % 100n).padStart(2, "0");
  const symbol = SYMBOLS[currency];
  if (isRussian()) return `${sign}${whole},${cents}${NBSP}${symbol ?? currency}`;
  return `${sign}${symbol ?? currency + NBSP}${whole}.${cents}`;
}

function date(iso) {
  const [year, month, day] = iso.split("-");
  if (isRussian()) return `${day}.${month}.${year}`;
  return `${Number(day)}${NBSP}${MONTHS[Number(month) - 1]}${NBSP}${year}`;
}

// --- Building blocks. Text enters as text, never as markup ---------------------------------------

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") node.addEventListener("click", value);
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function vector(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const drawing = (symbol, kind = "") => vector("svg",
  { class: `drawing ${symbol} ${kind}`, "aria-hidden": "true",
    viewBox: document.getElementById(symbol).getAttribute("viewBox") },
  vector("use", { href: `#${symbol}` }));

const decoration = (kind, ...children) =>
  make("div", { class: kind, "aria-hidden": "true" }, ...children);

/** The savings box, with coins that fall into its slot. */
const savingsBox = (coins) => decoration("box",
  decoration("lane", ...Array.from({ length: coins }, () => drawing("coin"))), drawing("pig"));

/** A picture with a small sign that says the same as its colour. */
const signed = (picture, sign) => decoration("signed", drawing(picture), drawing(sign, "sign"));

const title = (words) => make("h1", {}, words);
const lead = (words) => make("p", { class: "lead" }, words);
const row = (symbol, kind, words) =>
  make("li", { class: kind }, drawing(symbol), make("span", {}, words));

/** An amount that counts up for the eye; whoever has it read hears the final one at once. */
function amount(micro, quantum, sign, isCounting) {
  const final = points(micro, quantum);
  const { length } = final.digits;
  const digits = make("span",
    { class: length > 14 ? "digits endless" : length > 10 ? "digits long" : "digits" },
    sign + final.digits);
  if (isCounting && micro > 0n && !isStill()) countUp(digits, micro, quantum, sign);
  return make("p", { class: "amount" },
    make("span", { class: "spoken" }, sign + final.text),
    make("span", { "aria-hidden": "true" }, digits, make("span", { class: "unit" }, final.noun)));
}

function countUp(node, micro, quantum, sign) {
  const final = node.textContent, start = performance.now();
  const step = (now) => {
    const part = Math.min(1, Math.max(0, (now - start) / COUNTING_MILLISECONDS));
    if (part === 1 || !node.isConnected) {
      node.textContent = final;
      return;
    }
    const thousandths = BigInt(Math.round(1_000 * (1 - (1 - part) ** 3)));
    const coarse = micro >= 10n * MICRO ? MICRO : quantum;
    node.textContent = sign + points(micro * thousandths / 1_000n, coarse).digits;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

// --- Screens: each is a tone, what fills its coloured part, and what stands below ----------------

function balanceRows(balance, datedMaximum) {
  const t = text(), quantum = balance.quantumMicro, rows = [];
  const isShown = (entry) => entry.pointsMicro >= quantum;
  const coming = balance.coming.filter(isShown).slice(0, datedMaximum);
  for (const entry of coming) {
    rows.push(row("clock", "good", t.coming(points(entry.pointsMicro, quantum), date(entry.date))));
  }
  if (!coming.length && balance.pendingMicro >= quantum) {
    rows.push(row("clock", "good", t.comingSoon(points(balance.pendingMicro, quantum))));
  }
  for (const entry of balance.expiring.filter(isShown).slice(0, datedMaximum)) {
    const words = t.expiring(points(entry.pointsMicro, quantum), date(entry.date));
    rows.push(row("sand", "warn", words));
  }
  if (balance.debtMicro > 0n) {
    rows.push(row("back", "warn", t.debt(needed(balance.debtMicro, quantum))));
  }
  if (balance.nextTier) rows.push(row("star", "", nextTier(balance.nextTier, balance)));
  if (balance.benefits.length) {
    rows.push(row("gift", "", t.benefits(balance.benefits.map(name).join(", "))));
  }
  return rows;
}

function nextTier({ tier, measure, need }, balance) {
  if (measure === "spend") return text().nextSpend(name(tier), money(need, balance.currency));
  if (measure === "visits") return text().nextVisits(name(tier), number(need));
  return text().nextEarned(name(tier), needed(need, balance.quantumMicro));
}

const list = (rows) => (rows.length ? make("ul", { class: "panel" }, ...rows) : null);

function worth(balance) {
  if (balance.valueMinor === null) return null;
  return make("p", { class: "pill gold" }, `= ${money(balance.valueMinor, balance.currency)}`);
}

function status(balance) {
  if (balance.tier === null) return null;
  return make("p", { class: "pill" }, drawing("star"), text().tier(name(balance.tier)));
}

const advice = (tone, picture, heading, words) =>
  ({ tone, hero: [picture, title(heading), lead(words)], body: [] });

function wayIn(kind, isOff, caption) {
  const parts = kind === "card" ? [drawing("card"), drawing("reader")]
    : [drawing("bars"), drawing("beam")];
  return make("li", { class: `way ${kind}${isOff ? " off" : ""}` }, decoration("act", ...parts),
    make("span", {}, isOff ? text().wayOff : caption));
}

function outOfOrder(repairs) {
  const isScannerOff = repairs.includes("scanner");
  const isReaderOff = repairs.includes("reader") || repairs.includes("cardService");
  return { isScannerOff, isReaderOff };
}

const SCREENS = {
  attract: ({ pendingSale, repairs }) => {
    const t = text(), { isReaderOff, isScannerOff } = outOfOrder(repairs);
    if (isReaderOff && isScannerOff) return advice("quiet", savingsBox(0), t.restTitle, t.restLead);
    const heading = isReaderOff ? t.scanTitle : t.attractTitle;
    const sum = pendingSale && money(pendingSale.totalMinor, pendingSale.currency);
    return {
      tone: "bold",
      hero: [savingsBox(3),
        sum && make("p", { class: "sum" }, make("span", {}, t.saleLabel), " ", make("b", {}, sum)),
        title(heading), lead(sum ? t.saleLead : t.attractLead)],
      body: [make("ul", { class: "ways" }, wayIn("card", isReaderOff, t.wayCard),
        wayIn("code", isScannerOff, t.wayCode))],
    };
  },
  balance: ({ view: { balance } }, isNew) => ({
    tone: "good",
    hero: [savingsBox(0), title(text().balanceTitle),
      amount(balance.availableMicro, balance.quantumMicro, "", isNew),
      make("div", { class: "pills" }, worth(balance), status(balance))],
    body: [list(balanceRows(balance, DATED_ROWS))],
  }),
  earned: ({ view: { earned, balance } }, isNew) => {
    const t = text(), quantum = balance.quantumMicro;
    const isNow = earned.earnedMicro >= quantum, isLater = earned.earnedLaterMicro >= quantum;
    const shown = isNow ? earned.earnedMicro : earned.earnedLaterMicro;
    const words = t.earnedFor(money(earned.totalMinor, balance.currency));
    const hero = isNow || isLater
      ? [savingsBox(3), isNow ? null : lead(t.laterTitle), amount(shown, quantum, "+", isNew),
        make("h1", { class: "small" }, words),
        isNow && isLater ? lead(t.earnedLater(points(earned.earnedLaterMicro, quantum))) : null]
      : [savingsBox(0), title(t.nothingTitle), lead(t.reasons[earned.reason] ?? words)];
    const rows = balanceRows({ ...balance, benefits: [] }, DATED_ROWS_OF_A_RESULT);
    const total = make("div", { class: "total" }, make("span", {}, t.newBalance), " ",
      make("b", {}, points(balance.availableMicro, quantum).text), worth(balance));
    return { tone: isNow || isLater ? "good" : "quiet", hero,
      body: [make("div", { class: "panel" }, total, list(rows))] };
  },
  unknownCard: () => {
    const t = text(), terms = state.config.terms;
    return {
      tone: "ask",
      hero: [signed("card", "plus"), title(t.unknownTitle), lead(t.unknownLead)],
      body: [terms && make("section", { class: "panel terms", tabindex: "0",
        "aria-label": t.terms }, make("h2", {}, t.terms),
        make("p", {}, isRussian() ? terms.russian : terms.english)),
      make("button", { type: "button", class: "main", id: "enrol", onclick: enrol }, t.enrol)],
    };
  },
  enrolled: ({ view: { balance } }, isNew) => ({
    tone: "good",
    hero: [savingsBox(1), title(text().enrolledTitle), lead(text().enrolledLead),
      balance.availableMicro >= balance.quantumMicro
        ? amount(balance.availableMicro, balance.quantumMicro, "", isNew) : null,
      make("div", { class: "pills" }, status(balance))],
    body: [list(balanceRows(balance, DATED_ROWS))],
  }),
  unknownBarcode: () => advice("ask", signed("bars", "ask"), text().unknownBarcodeTitle,
    text().unknownBarcodeLead),
  randomIdentifier: () => advice("ask", signed("phone", "yes"), text().randomTitle,
    text().randomLead),
  unusableCard: () => advice("sorry", signed("card", "no"), text().unusableTitle,
    text().unusableLead),
  holdLonger: () => advice("ask", signed("card", "wait"), text().holdTitle, text().holdLead),
  badBarcode: () => advice("sorry", signed("bars", "no"), text().badCodeTitle, text().badCodeLead),
  stillSaving: () => advice("quiet",
    decoration("dots", drawing("coin"), drawing("coin"), drawing("coin")),
    text().savingTitle, text().savingLead),
  refused: ({ view: { code } }) => advice("sorry", signed("receipt", "no"), text().refusedTitle,
    text().refusals[code] ?? text().refusals.busy),
  offline: () => advice("quiet", savingsBox(0), text().offlineTitle, text().offlineLead),
};

function ring() {
  const circle = (kind) => vector("circle",
    { class: kind, cx: 50, cy: 50, r: 42, pathLength: 100 });
  return decoration("ring", vector("svg", { viewBox: "0 0 100 100" }, circle("all"),
    circle("left")), make("span", { id: "seconds" }));
}

const button = (action, ...content) => make("button",
  { type: "button", id: action, onclick: () => act(action) }, ...content);

function actions() {
  if (state.endsAt === null) return null;
  const isQuestion = state.screen.view.kind === "unknownCard";
  return make("div", { class: "actions" }, button("extend", ring(), text().extend),
    button("dismiss", isQuestion ? text().close : text().done));
}

// --- Showing ------------------------------------------------------------------------------------

/** Builds everything anew; `isNew` plays the motion of a screen that has just come. */
function render(isNew) {
  document.documentElement.lang = state.language;
  document.title = state.config.shopName || "Копилка";
  document.getElementById("shop-name").textContent = document.title;
  for (const choice of document.querySelectorAll("#languages button")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.language === state.language));
  }
  renderNotices();
  renderStage(isNew);
  renderTray();
}

function renderStage(isNew) {
  const kind = state.isOffline ? "offline" : state.screen.view.kind;
  const known = Object.hasOwn(SCREENS, kind) ? kind : "attract";
  const { tone, hero, body } = SCREENS[known](state.screen, isNew);
  const below = [...body, actions()].filter((part) => part);
  const screen = make("section",
    { class: `screen ${known} ${tone}${isNew ? "" : " calm"}`, "data-view": kind },
    make("div", { class: "hero" }, ...hero.filter((part) => part)),
    below.length ? make("div", { class: "below" }, ...below) : null);
  document.getElementById("shell").dataset.tone = tone;
  document.getElementById("stage").replaceChildren(screen);
  fit();
  startCountdown();
}

/**
 * Makes the screen smaller until all of it is seen, however long the shop's words are. The space
 * around the coloured part is a border, so that what enters it counts as too large. What moves is
 * measured where it rests.
 */
function fit() {
  const screen = document.querySelector(".screen");
  const parts = [screen, ...screen.querySelectorAll(".hero, .below")];
  const isTooLarge = () => parts.some((part) => part.scrollHeight > part.clientHeight + SLACK
    || part.scrollWidth > part.clientWidth + SLACK);
  screen.classList.add("measured");
  let percent = 100;
  do {
    screen.style.setProperty("--fit", String(percent / 100));
    percent -= 4;
  } while (percent >= SMALLEST_FIT_PERCENT && isTooLarge());
  screen.classList.remove("measured");
}

function notices() {
  if (state.isOffline) return [];
  const t = text(), { view, pendingSale, repairs } = state.screen;
  const { isReaderOff, isScannerOff } = outOfOrder(repairs);
  const kind = isReaderOff && isScannerOff ? "both"
    : isScannerOff ? "scanner" : isReaderOff ? "reader" : null;
  const found = [];
  if (kind) found.push(["repair", "tool", t.repairs[kind]]);
  if (pendingSale && view.kind !== "attract" && view.kind !== "stillSaving") {
    const sum = money(pendingSale.totalMinor, pendingSale.currency);
    const words = view.kind === "unknownCard" ? t.saleAfterJoining : t.saleNotice;
    found.push(["sale", "bag", words(sum)]);
  }
  return found;
}

/** Leaves notices that have not changed alone, so that nobody has them read twice. */
function renderNotices() {
  const place = document.getElementById("notices"), found = notices();
  const words = found.map((notice) => notice[2]);
  const shown = [...place.children].map((child) => child.textContent);
  if (words.join("\n") === shown.join("\n")) return;
  place.replaceChildren(...found.map(([kind, symbol, sentence]) =>
    make("p", { class: `notice ${kind}` }, drawing(symbol), make("span", {}, sentence))));
}

function renderTray() {
  const tray = document.getElementById("tray"), items = state.config.demo?.items;
  const { classList } = document.getElementById("shell");
  classList.toggle("with-tray", Boolean(items));
  classList.toggle("folded", state.isFolded);
  tray.hidden = !items;
  if (!items) return;
  const t = text();
  const fold = () => {
    state.isFolded = !state.isFolded;
    renderTray();
    fit();
  };
  const tile = ({ id, kind, titleRussian, titleEnglish }) => make("button",
    { type: "button", class: `tile ${kind}`, "data-item": id,
      onclick: (event) => present(id, event.currentTarget) },
    drawing({ card: "card", code: "bars", sale: "bag" }[kind] ?? "card"),
    make("span", {}, isRussian() ? titleRussian : titleEnglish));
  tray.setAttribute("aria-label", t.tray);
  tray.replaceChildren(
    make("div", { class: "top" }, make("h2", {}, t.tray),
      make("button", { type: "button", class: "fold", "aria-expanded": String(!state.isFolded),
        onclick: fold }, t.fold[state.isFolded ? 1 : 0])),
    make("div", { class: "tiles" }, ...items.map(tile)),
    make("p", { class: "silent", role: "status" }));
}

function startCountdown() {
  clearInterval(countdownTimer);
  if (state.endsAt === null) return;
  tick();
  countdownTimer = setInterval(tick, 250);
}

function tick() {
  const left = state.endsAt - performance.now();
  if (left < -OVERDUE_MILLISECONDS) {
    // The service should have cleared the screen: what is somebody's does not stay longer.
    take({ ...state.screen, view: EMPTY.view, clearsInMilliseconds: null });
    return;
  }
  const part = Math.max(0, left) / state.screen.clearsInMilliseconds;
  document.getElementById("seconds").textContent = String(Math.max(0, Math.ceil(left / 1_000)));
  document.querySelector(".ring .left").setAttribute("stroke-dashoffset", String(100 - 100 * part));
}

// --- To and from the service --------------------------------------------------------------------

async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Kopilka-Page": "1" },
      body: JSON.stringify(body),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

async function act(action) {
  const { station, revision } = state.screen;
  if (revision === undefined) return false;
  state.isExtending = action === "extend";
  const isDone = await post("/action", { station, revision, action });
  // A touch that was refused was for a screen that is gone: the new one is here already.
  if (!isDone) state.isExtending = false;
  return isDone;
}

async function enrol(event) {
  const touched = event.currentTarget;
  touched.disabled = true;
  touched.textContent = text().enrolling;
  if (await act("enrol")) return;
  touched.disabled = false;
  touched.textContent = text().enrol;
}

async function present(item, tile) {
  const note = document.querySelector("#tray .silent");
  note.textContent = "";
  tile.disabled = true;
  const isDone = await post("/demo/present", { item });
  tile.disabled = false;
  if (!isDone) note.textContent = text().silent;
}

/** Amounts become BigInt from their very text: a number of JavaScript would round large ones. */
function read(data) {
  const isAmount = (key, value) => typeof value === "number" && /(Micro|Minor)$|^need$/.test(key);
  return JSON.parse(data, (key, value, context) =>
    (isAmount(key, value) ? BigInt(context?.source ?? value) : value));
}

/** Shows a screen in the place of the one before it. */
function take(screen) {
  const before = state.screen, clears = screen.clearsInMilliseconds;
  state.screen = screen;
  state.endsAt = clears === null ? null : performance.now() + clears;
  const isSameView = stable(before.view) === stable(screen.view);
  const isAround = stable(before.repairs) !== stable(screen.repairs)
    || stable(before.pendingSale) !== stable(screen.pendingSale);
  const isSameCustomer = isSameView && (state.isExtending || isAround);
  state.isExtending = false;
  renderNotices();
  if (isSameCustomer && screen.view.kind !== "attract") {
    // Nothing that is being read or scrolled moves under a finger.
    document.querySelector(".screen").classList.add("calm");
    fit();
    startCountdown();
  } else {
    renderStage(!isSameView || screen.view.kind !== "attract");
  }
  languageReturns();
}

const stable = (value) =>
  JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));

function connect(station) {
  const events = new EventSource(`/events?station=${encodeURIComponent(station)}`);
  const restart = () => {
    events.close();
    setTimeout(() => connect(station), RETRY_MILLISECONDS);
  };
  events.addEventListener("screen", (event) => {
    clearTimeout(offlineTimer);
    offlineTimer = null;
    if (state.isOffline) comeBack();
    take(read(event.data));
  });
  events.addEventListener("error", () => {
    offlineTimer ??= setTimeout(goOffline, OFFLINE_AFTER_MILLISECONDS);
    if (events.readyState === EventSource.CLOSED) restart();
  });
}

/** The screen may be somebody's, and without the service nobody would clear it. */
function goOffline() {
  state.isOffline = true;
  state.screen = EMPTY;
  state.endsAt = null;
  render(true);
}

async function comeBack() {
  state.isOffline = false;
  if (await loadConfig()) render(false);
}

async function loadConfig() {
  try {
    const answer = await fetch("/config");
    if (!answer.ok) return false;
    state.config = await answer.json();
    return true;
  } catch {
    return false;
  }
}

// --- Language -----------------------------------------------------------------------------------

function speak(language) {
  state.language = language;
  sessionStorage.setItem("language", language);
  render(false);
  languageReturns();
}

/** The next customer begins in the language of the shop. */
function languageReturns() {
  clearTimeout(languageTimer);
  if (state.language === homeLanguage || state.screen.view.kind !== "attract") return;
  languageTimer = setTimeout(() => speak(homeLanguage), LANGUAGE_STAYS_MILLISECONDS);
}

async function start() {
  for (const choice of document.querySelectorAll("#languages button")) {
    choice.addEventListener("click", () => speak(choice.dataset.language));
  }
  document.addEventListener("pointerdown", languageReturns);
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  addEventListener("resize", fit);
  render(true);
  offlineTimer = setTimeout(goOffline, OFFLINE_AFTER_MILLISECONDS);
  while (!(await loadConfig())) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
  }
  render(false);
  const { stations } = state.config;
  connect(stations.includes(query.get("station")) ? query.get("station") : stations[0]);
}

start();
