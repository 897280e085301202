"use strict";
// The kiosk page: shows whatever the service says and sends touches back. It keeps the present
// screen only, and nothing of a screen that has ended.

const TEXT = {
  ru: {
    attractTitle: "Приложите карту",
    attractLead: "или поднесите штрихкод к сканеру: покажем баланс и начислим баллы",
    saleNotice: (sum) => `Покупка на ${sum}: приложите карту`,
    balanceTitle: "Ваш баланс",
    worth: (sum) => `= ${sum}`,
    coming: (n, date) => `Ещё ${n} начислим ${date}`,
    expiring: (n, date) => `${n} сгорят, если не потратить до ${date} включительно`,
    pending: (n) => `Ещё ${n} скоро будут начислены`,
    debt: (n) => `После возврата нужно погасить ${n}: спишем из следующих начислений`,
    tier: "Ваш статус",
    nextSpend: (tier, sum) => `До статуса «${tier}» осталось купить на ${sum}`,
    nextVisits: (tier, n) => `До статуса «${tier}» осталось ${n} ${plural("ru", n, ["покупка", "покупки", "покупок"])}`,
    nextEarned: (tier, n) => `До статуса «${tier}» осталось ${n}`,
    benefits: (list) => `Ваши привилегии: ${list}`,
    earnedTitle: "Начислено за покупку",
    earnedLead: (sum) => `Покупка на ${sum}`,
    later: (n) => `Ещё ${n} придут позже`,
    nothingTitle: "Баллы не начислены",
    reasons: {
      velocity: "Лимит операций на сегодня исчерпан",
      partnerNotParticipating: "Этот магазин не участвует в программе",
      noRule: "За эти товары баллы не начисляются",
    },
    newBalance: "Теперь на карте",
    unknownTitle: "Новая карта",
    unknownLead: "Этой карты мы ещё не знаем. Одно нажатие, и она копит баллы. Телефон не нужен.",
    enrol: "Принять условия и начать копить",
    terms: "Условия программы",
    enrolledTitle: "Готово, карта копит!",
    enrolledLead: "Прикладывайте её при каждой покупке",
    unknownBarcodeTitle: "Это не карта магазина",
    unknownBarcodeLead: "Чтобы вступить, приложите к считывателю любую бесконтактную карту или попросите карту на кассе",
    randomTitle: "Покажите штрихкод карты",
    randomLead: "Телефон каждый раз называет новый номер. Откройте в нём карту магазина и поднесите штрихкод к сканеру",
    unusableTitle: "Эту карту не узнать",
    unusableLead: "У неё нет постоянного номера. Приложите другую карту или покажите штрихкод",
    holdTitle: "Подержите ещё немного",
    holdLead: "Карту убрали слишком рано. Приложите её ещё раз и подержите секунду",
    badCodeTitle: "Код не прочитан",
    badCodeLead: "В номере ошибка: проверьте 13 цифр под штрихкодом и поднесите его ещё раз",
    savingTitle: "Ещё сохраняем",
    savingLead: "Пожалуйста, не прикладывайте карту повторно",
    refusedTitle: "Не получилось",
    refusals: {
      alreadyCounted: "Этот чек уже учтён: баллы за него начислены раньше",
      tooOld: "Чек слишком старый. Обратитесь к сотруднику",
      amountOutOfRange: "Сумма чека вне допустимых пределов. Обратитесь к сотруднику",
      storageUnavailable: "Сейчас ничего не сохранилось и ничего не потеряно. Попробуйте чуть позже",
      cardInUse: "Эта карта сейчас недоступна. Обратитесь к сотруднику",
      busy: "Слишком много сразу. Попробуйте ещё раз",
    },
    repairs: {
      cardService: "Чиним связь со считывателем карт. Штрихкоды работают",
      reader: "Считыватель карт отключён. Чиним. Штрихкоды работают",
      scanner: "Сканер отключён. Чиним. Карты работают",
    },
    offline: "Нет связи с киоском. Восстанавливаем",
    extend: "Ещё время",
    done: "Готово",
    close: "Закрыть",
    points: ["балл", "балла", "баллов"],
    tray: "Демонстрация: виртуальные карты",
    fold: ["Свернуть", "Развернуть"],
  },
  en: {
    attractTitle: "Tap your card",
    attractLead: "or hold its barcode to the scanner: see your balance and earn points",
    saleNotice: (sum) => `Purchase of ${sum}: tap your card`,
    balanceTitle: "Your balance",
    worth: (sum) => `= ${sum}`,
    coming: (n, date) => `${n} more on ${date}`,
    expiring: (n, date) => `${n} expire unless used by ${date}`,
    pending: (n) => `${n} more are coming soon`,
    debt: (n) => `${n} are owed after a return and will be taken from the next ones`,
    tier: "Your status",
    nextSpend: (tier, sum) => `Spend ${sum} more to reach “${tier}”`,
    nextVisits: (tier, n) => `${n} more ${n === 1 ? "purchase" : "purchases"} to reach “${tier}”`,
    nextEarned: (tier, n) => `${n} more to reach “${tier}”`,
    benefits: (list) => `Your benefits: ${list}`,
    earnedTitle: "Earned for this purchase",
    earnedLead: (sum) => `Purchase of ${sum}`,
    later: (n) => `${n} more come later`,
    nothingTitle: "No points this time",
    reasons: {
      velocity: "Today’s limit is reached",
      partnerNotParticipating: "This shop does not take part in the programme",
      noRule: "These goods earn no points",
    },
    newBalance: "Now on your card",
    unknownTitle: "A new card",
    unknownLead: "We do not know this card yet. One touch, and it earns points. No phone needed.",
    enrol: "Accept the terms and start earning",
    terms: "Terms of the programme",
    enrolledTitle: "Done, your card earns!",
    enrolledLead: "Tap it with every purchase",
    unknownBarcodeTitle: "Not a card of this shop",
    unknownBarcodeLead: "To join, hold any contactless card to the reader or ask for a card at the till",
    randomTitle: "Show your card’s barcode",
    randomLead: "A phone tells a new number each time. Open the shop’s card on it and hold the barcode to the scanner",
    unusableTitle: "This card cannot be recognised",
    unusableLead: "It has no lasting number. Tap another card or show a barcode",
    holdTitle: "Hold it a moment longer",
    holdLead: "The card was taken away too early. Tap again and hold it for a second",
    badCodeTitle: "Code not read",
    badCodeLead: "The number is wrong: check the 13 digits under the barcode and scan it again",
    savingTitle: "Still saving",
    savingLead: "Please do not tap again",
    refusedTitle: "That did not work",
    refusals: {
      alreadyCounted: "This receipt is already counted: its points were credited before",
      tooOld: "The receipt is too old. Please ask the staff",
      amountOutOfRange: "The receipt’s amount is out of range. Please ask the staff",
      storageUnavailable: "Nothing was saved and nothing is lost. Please try again a little later",
      cardInUse: "This card is not available now. Please ask the staff",
      busy: "Too much at once. Please try again",
    },
    repairs: {
      cardService: "The card reader’s service is being repaired. Barcodes work",
      reader: "The card reader is unplugged and being repaired. Barcodes work",
      scanner: "The scanner is unplugged and being repaired. Cards work",
    },
    offline: "No connection to the kiosk. Reconnecting",
    extend: "More time",
    done: "Done",
    close: "Close",
    points: ["point", "points"],
    tray: "Demo: virtual cards",
    fold: ["Fold", "Unfold"],
  },
};

const TIERS = {
  ru: { friend: "Друг", gold: "Золотой", platinum: "Платиновый" },
  en: { friend: "Friend", gold: "Gold", platinum: "Platinum" },
};
const BENEFITS = {
  ru: {
    "7 % instead of 5 %": "7 % вместо 5 %", "10 % instead of 5 %": "10 % вместо 5 %",
    "free delivery": "бесплатная доставка", "no queue": "без очереди",
  },
  en: {},
};

const state = {
  language: sessionStorage.getItem("language") === "en" ? "en" : "ru",
  config: { shopName: "", stations: ["main"], terms: null, tray: null },
  screen: null,
  isOffline: false,
  isFolded: false,
  endsAt: null,
};
let countdown = null;
let offlineTimer = null;

const text = () => TEXT[state.language];
const NBSP = "\u00a0";

/** The form of a noun for an integer: Russian has three, by the last digits. */
function plural(language, n, forms) {
  if (language === "en") return forms[n === 1 ? 0 : 1];
  const tens = n % 100, ones = n % 10;
  if (tens >= 11 && tens <= 14) return forms[2];
  if (ones === 1) return forms[0];
  return ones >= 2 && ones <= 4 ? forms[1] : forms[2];
}

function group(whole, separator) {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, separator);
}

/** Micro-points, floored to the quantum: never more than there is. */
function numberOfPoints(micro, quantum) {
  const floored = Math.floor(micro / quantum) * quantum;
  const whole = Math.floor(floored / 1e6);
  const rest = String(floored % 1e6).padStart(6, "0").replace(/0+$/, "");
  const ru = state.language === "ru";
  const grouped = group(String(whole), ru ? NBSP : ",");
  return { whole, rest, text: rest ? grouped + (ru ? "," : ".") + rest : grouped };
}

function pointsNoun(number) {
  const forms = text().points;
  if (number.rest) return forms[1];
  return plural(state.language, number.whole, forms);
}

function points(micro, quantum) {
  const number = numberOfPoints(micro, quantum);
  return `${number.text}${NBSP}${pointsNoun(number)}`;
}

function money(minor, currency) {
  const ru = state.language === "ru";
  const sign = minor < 0 ? "-" : "";
  const absolute = Math.abs(minor);
  const whole = group(String(Math.floor(absolute / 100)), ru ? NBSP : ",");
  const cents = String(absolute % 100).padStart(2, "0");
  const symbol = { RUB: "₽", USD: "$", EUR: "€" }[currency] ?? currency;
  return ru ? `${sign}${whole},${cents}${NBSP}${symbol}` : `${sign}${symbol}${whole}.${cents}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function date(iso) {
  const [year, month, day] = iso.split("-");
  return state.language === "ru"
    ? `${day}.${month}.${year}`
    : `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

const tierName = (id) => TIERS[state.language][id] ?? id;
const benefitName = (id) => BENEFITS[state.language][id] ?? id;

/** One element; text always enters as text. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value;
    else if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function drawing(id, className, size) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  if (size) svg.setAttribute("viewBox", size);
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#${id}`);
  svg.append(use);
  return svg;
}

function savingsBox(coins) {
  const picture = make("div", { class: "picture", "aria-hidden": "true" });
  for (const order of ["", " second", " third"].slice(0, coins)) {
    picture.append(drawing("coin", `coin${order}`));
  }
  picture.append(drawing("box", "box"));
  return picture;
}

function countUp(node, value, quantum) {
  const final = numberOfPoints(value, quantum);
  node.textContent = final.text;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || value <= 0) return;
  // Only the eyes see the counting: readers of the page get the final number.
  const start = performance.now(), length = 900;
  const step = (now) => {
    if (!node.isConnected) return;
    const part = Math.min(1, (now - start) / length);
    const eased = 1 - (1 - part) ** 3;
    node.textContent = part < 1
      ? numberOfPoints(Math.floor(value * eased / quantum) * quantum, quantum).text
      : final.text;
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function amount(micro, quantum) {
  const number = numberOfPoints(micro, quantum);
  const digits = make("span", { "aria-hidden": "true" });
  countUp(digits, micro, quantum);
  return make("p", { class: "amount", "aria-label": points(micro, quantum) },
    digits, make("span", { class: "unit", "aria-hidden": "true" }, pointsNoun(number)));
}

function row(mark, kind, words) {
  return make("div", { class: `row ${kind}` },
    make("span", { class: "mark", "aria-hidden": "true" }, mark), make("span", {}, words));
}

function balancePanel(balance) {
  const t = text(), q = balance.quantumMicro;
  const rows = [];
  if (balance.tier) {
    rows.push(make("div", { class: "tier" }, make("span", {}, t.tier),
      make("b", {}, tierName(balance.tier))));
  }
  for (const entry of balance.coming) {
    rows.push(row("+", "leaf", t.coming(points(entry.pointsMicro, q), date(entry.date))));
  }
  if (!balance.coming.length && balance.pendingMicro > 0) {
    rows.push(row("+", "leaf", t.pending(points(balance.pendingMicro, q))));
  }
  for (const entry of balance.expiring) {
    rows.push(row("!", "rose", t.expiring(points(entry.pointsMicro, q), date(entry.date))));
  }
  if (balance.debtMicro > 0) rows.push(row("–", "rose", t.debt(points(balance.debtMicro, q))));
  if (balance.nextTier) {
    const { tier, measure, need } = balance.nextTier;
    const words = measure === "spend" ? t.nextSpend(tierName(tier), money(need, balance.currency))
      : measure === "visits" ? t.nextVisits(tierName(tier), need)
      : t.nextEarned(tierName(tier), points(need, q));
    rows.push(row("★", "", words));
  }
  if (balance.benefits.length) {
    rows.push(row("♥", "", t.benefits(balance.benefits.map(benefitName).join(", "))));
  }
  return rows.length ? make("section", { class: "panel" }, ...rows) : null;
}

function worth(balance) {
  if (balance.valueMinor === null || balance.valueMinor === undefined) return null;
  return make("p", { class: "worth" }, text().worth(money(balance.valueMinor, balance.currency)));
}

const message = (sign, title, lead, isWide = false) => [
  drawing(sign, isWide ? "sign wide" : "sign"), make("h1", {}, title),
  make("p", { class: "lead" }, lead),
];

const VIEWS = {
  attract: () => [
    savingsBox(3), make("h1", {}, text().attractTitle),
    make("p", { class: "lead" }, text().attractLead),
    make("div", { class: "tap", "aria-hidden": "true" }, drawing("card", "")),
  ],
  balance: ({ balance }) => [
    make("h1", {}, text().balanceTitle), amount(balance.availableMicro, balance.quantumMicro),
    worth(balance), balancePanel(balance),
  ],
  earned: ({ earned, balance }) => {
    const t = text(), q = balance.quantumMicro;
    const total = earned.earnedMicro + earned.earnedLaterMicro;
    const head = total > 0
      ? [savingsBox(1), make("h1", {}, t.earnedTitle), amount(total, q)]
      : message("box", t.nothingTitle, t.reasons[earned.reason] ?? t.reasons.noRule, true);
    return [
      ...head,
      make("p", { class: "lead" }, t.earnedLead(money(earned.totalMinor, balance.currency)),
        earned.earnedMicro > 0 && earned.earnedLaterMicro > 0
          ? `. ${t.later(points(earned.earnedLaterMicro, q))}` : ""),
      make("p", { class: "worth" }, `${t.newBalance}: ${points(balance.availableMicro, q)} `,
        balance.valueMinor === null || balance.valueMinor === undefined ? ""
          : t.worth(money(balance.valueMinor, balance.currency))),
      balancePanel(balance),
    ];
  },
  unknownCard: () => {
    const terms = state.config.terms;
    return [
      drawing("card", "sign wide"), make("h1", {}, text().unknownTitle),
      make("p", { class: "lead" }, text().unknownLead),
      terms ? make("section", { class: "panel terms", tabindex: "0", "aria-label": text().terms },
        state.language === "ru" ? terms.russian : terms.english) : null,
      make("button", { type: "button", class: "action main", id: "enrol", onclick: () => act("enrol") },
        text().enrol),
    ];
  },
  enrolled: ({ balance }) => [
    ...message("tick", text().enrolledTitle, text().enrolledLead),
    balance ? amount(balance.availableMicro, balance.quantumMicro) : null,
    balance ? balancePanel(balance) : null,
  ],
  unknownBarcode: () => message("card", text().unknownBarcodeTitle, text().unknownBarcodeLead, true),
  randomIdentifier: () => message("phone", text().randomTitle, text().randomLead),
  unusableCard: () => message("cross", text().unusableTitle, text().unusableLead),
  holdLonger: () => message("hand", text().holdTitle, text().holdLead),
  badBarcode: () => message("cross", text().badCodeTitle, text().badCodeLead),
  stillSaving: () => [
    make("div", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i")),
    make("h1", {}, text().savingTitle), make("p", { class: "lead" }, text().savingLead),
  ],
  refused: ({ code }) => message("cross", text().refusedTitle,
    text().refusals[code] ?? text().refusals.busy),
};

function actions() {
  if (state.endsAt === null) return null;
  const seconds = make("span", { id: "seconds" });
  const ring = make("span", { class: "ring", "aria-hidden": "true" });
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  for (const name of ["all", "left"]) {
    const circle = document.createElementNS(space, "circle");
    for (const [key, value] of [["cx", 50], ["cy", 50], ["r", 40], ["class", name]]) {
      circle.setAttribute(key, value);
    }
    svg.append(circle);
  }
  ring.append(svg, seconds);
  const isQuestion = state.screen.view.kind === "unknownCard";
  return make("div", { class: "actions" },
    make("button", { type: "button", class: "action", id: "extend", onclick: () => act("extend") },
      ring, text().extend),
    make("button", { type: "button", class: "action", id: "dismiss", onclick: () => act("dismiss") },
      isQuestion ? text().close : text().done));
}

function tickCountdown() {
  const seconds = document.getElementById("seconds");
  if (!seconds || state.endsAt === null) return;
  const left = Math.max(0, state.endsAt - performance.now());
  seconds.textContent = String(Math.ceil(left / 1000));
  const circle = document.querySelector(".ring .left");
  circle.setAttribute("stroke-dashoffset", String(251.3 * (1 - left / state.screen.clearsInMilliseconds)));
}

function render() {
  const { screen } = state;
  const t = text();
  document.documentElement.lang = state.language;
  document.title = state.config.shopName || "Копилка";
  for (const button of document.querySelectorAll("#languages button")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  }
  const notices = [];
  if (state.isOffline) {
    notices.push(make("p", { class: "notice repair" }, drawing("tool", ""), t.offline));
  }
  if (screen) {
    for (const repair of screen.repairs) {
      notices.push(make("p", { class: "notice repair", "data-repair": repair }, drawing("tool", ""),
        t.repairs[repair] ?? repair));
    }
    if (screen.pendingSale) {
      const sum = money(screen.pendingSale.totalMinor, screen.pendingSale.currency);
      notices.push(make("p", { class: "notice sale" }, drawing("card", ""), t.saleNotice(sum)));
    }
  }
  document.getElementById("notices").replaceChildren(...notices);
  const view = screen ? screen.view : { kind: "attract" };
  const build = VIEWS[view.kind] ?? VIEWS.attract;
  const node = make("section", { class: `screen ${view.kind}`, "data-view": view.kind },
    ...build(view), actions());
  document.getElementById("stage").replaceChildren(node);
  renderTray();
  clearInterval(countdown);
  if (state.endsAt !== null) {
    tickCountdown();
    countdown = setInterval(tickCountdown, 250);
  }
}

function renderTray() {
  const tray = document.getElementById("tray");
  const items = state.config.demo?.items;
  document.getElementById("shell").classList.toggle("with-tray", Boolean(items));
  tray.hidden = !items;
  if (!items) return;
  const t = text();
  tray.setAttribute("aria-label", t.tray);
  tray.classList.toggle("folded", state.isFolded);
  tray.replaceChildren(
    make("div", { class: "top" }, make("h2", {}, t.tray),
      make("button", { type: "button", class: "fold", "aria-expanded": String(!state.isFolded),
        onclick: () => { state.isFolded = !state.isFolded; renderTray(); } },
        t.fold[state.isFolded ? 1 : 0])),
    make("div", { class: "tiles" }, ...items.map((item) => make("button",
      { type: "button", class: `tile ${item.kind}`, "data-item": item.id,
        onclick: (event) => present(item.id, event.currentTarget) },
      state.language === "ru" ? item.titleRussian : item.titleEnglish))));
}

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

function act(action) {
  if (!state.screen) return;
  const { station, revision } = state.screen;
  post("/action", { station, revision, action });
}

async function present(item, tile) {
  tile.disabled = true;
  await post("/demo/present", { item });
  tile.disabled = false;
}

function take(screen) {
  state.screen = screen;
  state.endsAt = screen.clearsInMilliseconds === null
    ? null : performance.now() + screen.clearsInMilliseconds;
  render();
}

function connect(station) {
  const events = new EventSource(`/events?station=${encodeURIComponent(station)}`);
  events.addEventListener("screen", (event) => take(JSON.parse(event.data)));
  events.addEventListener("open", () => {
    clearTimeout(offlineTimer);
    offlineTimer = null;
    if (state.isOffline) {
      state.isOffline = false;
      render();
    }
  });
  events.addEventListener("error", () => {
    // The screen may be somebody's: without the service nobody would clear it.
    offlineTimer ??= setTimeout(() => {
      state.isOffline = true;
      state.screen = null;
      state.endsAt = null;
      render();
    }, 2000);
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(() => connect(station), 2000);
    }
  });
}

async function start() {
  for (const button of document.querySelectorAll("#languages button")) {
    button.addEventListener("click", () => {
      state.language = button.dataset.language;
      sessionStorage.setItem("language", state.language);
      render();
    });
  }
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  render();
  for (;;) {
    try {
      const answer = await fetch("/config");
      if (answer.ok) {
        state.config = await answer.json();
        break;
      }
    } catch {
      // The service starts later than the page: ask again.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  document.getElementById("shop-name").textContent = state.config.shopName || "Копилка";
  const wanted = new URLSearchParams(location.search).get("station");
  connect(state.config.stations.includes(wanted) ? wanted : state.config.stations[0]);
  render();
}

start();
