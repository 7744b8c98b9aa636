/* How does the demo page draw a small Slack out of the stand-in's snapshots, and send back what a visitor does?

   One direction each way: a WebSocket brings whole snapshots, `act()` posts what the visitor did. Nothing is kept
   here but the place being looked at and what has been typed. Every snapshot is drawn anew by `render()`, keyed by
   ts, block_id and content, so that a part that did not change keeps its node, its focus and its caret.

   In order: tables of drawers | state | wire | shell | messages | composer | views | blocks | elements | text |
   rich text and dates | charts | menus, toasts and small words for the DOM.

   To add a block or an element: one line in the tables below and one function that returns a node.
   No text of a snapshot is ever parsed as HTML: nodes come from make(), text from text nodes. */

const BLOCKS = {
  section: drawSection, context: drawContext, actions: drawActions, divider: () => make("hr", {}), header: drawHeader,
  image: drawImage, input: drawInput, rich_text: drawRichText, table: drawTable, data_visualization: drawChart,
};
const ELEMENTS = {
  button: drawButton, overflow: drawOverflow, image: drawPicture,
  static_select: drawStaticSelect, external_select: drawExternalSelect,
  users_select: drawUsersSelect, conversations_select: drawConversationsSelect,
  datepicker: drawNativePicker, timepicker: drawNativePicker, datetimepicker: drawDateTimePicker,
  radio_buttons: drawChoices, checkboxes: drawChoices, plain_text_input: drawTextInput,
};
const RICH_PARTS = {
  rich_text_section: (part) => make("div", {}, richWords(part)), rich_text_list: drawRichList,
  rich_text_quote: (part) => make("blockquote", {}, richWords(part)),
  rich_text_preformatted: (part) => make("pre", { tabindex: 0 }, richWords(part)),
};
const RICH_WORDS = {
  text: (word) => styled(word.text, word.style), emoji: drawRichEmoji,
  link: (word) => styled(link(word.url, word.text ?? word.url), word.style),
  date: (word) => styled(dateNode(word.timestamp, word.format, word.url, word.fallback), word.style),
  user: (word) => mention(word.user_id), channel: (word) => channelMention(word.channel_id),
  broadcast: (word) => make("span", { class: "mention" }, `@${word.range}`),
};
const CHARTS = { bar: drawBars, line: drawLines, area: drawLines, pie: drawPie };

/* What Slack calls the chosen value of each element in `state`, and the field it starts from. */
const STATE_FIELDS = {
  static_select: ["selected_option", "initial_option"], external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"], checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  datepicker: ["selected_date", "initial_date"], timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"], plain_text_input: ["value", "initial_value"],
};
const ICONS = {
  menu: "M4 6h16M4 12h16M4 18h16", close: "M6 6l12 12M18 6 6 18", more: "M5 12h.01M12 12h.01M19 12h.01",
  bolt: "M13 3 5 13.5h6L10.5 21 19 10.5h-6z", send: "M4.5 12 20 4.5 15 20l-3.2-6.8z", down: "m7 10 5 5 5-5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  arrow: "M12 5v14M6 13l6 6 6-6",
};
const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", warning: "⚠️", bell: "🔔", calendar: "📅", spiral_calendar_pad: "🗓️",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", large_green_circle: "🟢", large_yellow_circle: "🟡",
  red_circle: "🔴", large_orange_circle: "🟠", wave: "👋", tada: "🎉", slightly_smiling_face: "🙂", smile: "😄",
  "+1": "👍", thumbsup: "👍", eyes: "👀", bulb: "💡", seedling: "🌱", hourglass: "⌛", phone: "☎️", email: "✉️",
};
const MINUTES_A_GROUP_LASTS = 5;
const NEAR_BOTTOM_PX = 60;
const TYPING_PAUSE_MS = 200;
const TOAST_MS = 6000;
const CLOCK_LOOK_MS = 5000;
const MOST_TOASTS = 3;
const TINTS = 8;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const NARROW = matchMedia("(max-width: 860px)");


/* ---- State ---------------------------------------------------------------------------------------------------- */

const ui = {
  snapshot: null,
  viewer: new URLSearchParams(location.search).get("viewer"),
  place: null,            // {channel: id} or {app: "home" | "messages"}
  drafts: new Map(),      // what was being typed, by viewer and place
  surfaces: new Map(),    // what was chosen in each message, view and Home, by surface key
  seen: { feed: "", last: "", atEnd: true, top: 0 },
};
const byId = (id) => document.getElementById(id);
const person = (id) => ui.snapshot.users.find((user) => user.id === id)
  ?? { id, name: id === ui.snapshot.app.user_id ? ui.snapshot.app.name : "Somebody" };
const conversation = (id) => ui.snapshot.conversations.find((one) => one.id === id);
const appConversation = () => ui.snapshot.conversations.find((one) => one.with === ui.snapshot.app.user_id);
const shownConversation = () => (ui.place?.app ? appConversation() : conversation(ui.place?.channel));
const isHome = () => ui.place?.app === "home";
const placeKey = () => `${ui.viewer} ${ui.place?.app ?? ui.place?.channel}`;
const zone = () => ui.snapshot.users.find((user) => user.id === ui.viewer)?.tz ?? ui.snapshot.clock.tz;

function remembered(name) {
  try { return localStorage.getItem(`steady.${name}`); } catch { return null; }
}

function remember(name, value) {
  try { localStorage.setItem(`steady.${name}`, value); } catch { /* a browser that keeps nothing still works */ }
}

/** A surface is a message, a view or Home: where a click happens and what has been chosen there. */
function surface(key, where) {
  if (!ui.surfaces.has(key)) ui.surfaces.set(key, { key, where, blocks: [], values: new Map() });
  return ui.surfaces.get(key);
}

const valueKey = (spot, element) => `${spot.blockId} ${element.action_id}`;

function chosen(element, spot) {
  const key = valueKey(spot, element);
  if (!spot.surface.values.has(key)) spot.surface.values.set(key, initial(element));
  return spot.surface.values.get(key);
}

function choose(element, spot, value) {
  spot.surface.values.set(valueKey(spot, element), value);
}

function initial(element) {
  const given = element[STATE_FIELDS[element.type][1]];
  return given ?? (element.type === "checkboxes" ? [] : null);
}

function elementsOf(block) {
  return [block.accessory, block.element, ...(block.type === "actions" ? block.elements : [])].filter(Boolean);
}

function stateOf(place) {
  const state = {};
  for (const [index, block] of place.blocks.entries()) {
    const spot = { surface: place, blockId: block.block_id ?? `#${index}` };
    for (const element of elementsOf(block).filter((one) => one.type in STATE_FIELDS)) {
      const entry = { type: element.type, [STATE_FIELDS[element.type][0]]: chosen(element, spot) };
      (state[spot.blockId] ??= {})[element.action_id] = entry;
    }
  }
  return state;
}

/** Forgets choices whose input has gone, keeps those with the same block_id and action_id. */
function forgetGone(place) {
  const kept = new Set(place.blocks.flatMap((block, index) => elementsOf(block)
    .map((element) => valueKey({ blockId: block.block_id ?? `#${index}` }, element))));
  for (const key of place.values.keys()) if (!kept.has(key)) place.values.delete(key);
}


/* ---- Wire ----------------------------------------------------------------------------------------------------- */

let socket = null;
let failures = 0;

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const query = ui.viewer ? `?viewer=${encodeURIComponent(ui.viewer)}` : "";
  const line = socket = new WebSocket(`${scheme}://${location.host}/page/live${query}`);
  line.addEventListener("message", (event) => line === socket && receive(JSON.parse(event.data)));
  line.addEventListener("close", () => line === socket && connectAgain());
}

function connectAgain() {
  if (failures > 0) sayConnection("The connection to the demo was lost. Trying again; what you typed is kept.");
  const pause = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
  failures += 1;
  // An address kept from another run of the demo may name somebody who is not in this one.
  if (!ui.snapshot) ui.viewer = null;
  setTimeout(connect, pause);
}

function sayConnection(words) {
  byId("connection").hidden = !words;
  byId("connection").textContent = words;
}

function receive(snapshot) {
  if (snapshot.type !== "snapshot") return;
  failures = 0;
  sayConnection("");
  const before = ui.snapshot;
  ui.snapshot = snapshot;
  ui.seen.at = performance.now();
  ui.viewer = snapshot.viewer;
  history.replaceState(null, "", `?viewer=${encodeURIComponent(ui.viewer)}`);
  keepPlace();
  render();
  if (before?.viewer === snapshot.viewer) announceNew(before);
}

async function act(kind, fields = {}) {
  try {
    const response = await fetch("/page/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ viewer: ui.viewer, kind, ...fields }),
    });
    const answer = await response.json();
    if (!answer.ok && answer.error) toast(answer.error);
    return answer;
  } catch {
    toast("The demo did not answer. Try once more in a moment.");
    return { ok: false };
  }
}

/** Marks the pressed control as busy until the answer is there; a second press meanwhile is not sent. */
async function whileBusy(control, work) {
  if (control.getAttribute("aria-busy") === "true") return { ok: false };
  control.setAttribute("aria-busy", "true");
  try { return await work(); } finally { control.removeAttribute("aria-busy"); }
}

function click(control, element, spot, fields) {
  return whileBusy(control, () => act("click", {
    where: spot.surface.where, block_id: spot.blockId, action_id: element.action_id, ...fields,
    state: stateOf(spot.surface),
  }));
}


/* ---- Shell: clock, sidebar, place ----------------------------------------------------------------------------- */

function render() {
  keepingFocus(() => {
    drawClock();
    drawSidebar();
    drawPlace();
    drawMain();
    drawComposer();
    drawView();
  });
  markRead();
  titlePage();
}

function drawClock() {
  const { clock } = ui.snapshot;
  const local = localNow();
  const says = `It is ${longDay(local)}, ${hourOf(local)} in ${cityOf(clock.tz)}`;
  if (byId("clock-says").textContent !== says) byId("clock-says").textContent = says;
  byId("clock-to").min = local;
  reconcile(byId("clock-presets"), clock.presets, (preset) => preset.id, (preset) => make("button", {
    type: "button", class: "clock-button", "data-focus": `clock ${preset.id}`,
    onclick: ({ currentTarget }) => moveClock(currentTarget, { preset: preset.id }),
  }, preset.label));
}

/** The demo's clock runs on between two snapshots; only a move is worth saying aloud. */
function tickClock() {
  byId("clock-says").setAttribute("aria-live", "off");
  if (ui.snapshot) drawClock();
}

function moveClock(control, move) {
  byId("clock-says").setAttribute("aria-live", "polite");
  return whileBusy(control, () => act("clock", move));
}

function localNow() {
  const { now, tz } = ui.snapshot.clock;
  return localOf((Date.parse(now) + performance.now() - ui.seen.at) / 1000, tz);
}

function openClockForm() {
  byId("clock-to").value = localNow();
  byId("clock-note").classList.remove("wrong");
}

function moveClockTo(event) {
  event.preventDefault();
  const to = byId("clock-to").value;
  if (!to || to <= localNow()) {
    byId("clock-note").classList.add("wrong");
    byId("clock-to").focus();
    return;
  }
  byId("clock-form").hidePopover();
  moveClock(byId("clock-open"), { to });
}

function drawSidebar() {
  const { team, users, conversations, app } = ui.snapshot;
  byId("team-name").textContent = team.name;
  const viewers = users.filter((user) => user.pickable).map((user) => ({ ...user, on: user.id === ui.viewer }));
  reconcile(byId("viewers"), viewers, (user) => user.id, drawViewer);
  const channels = conversations.filter((one) => one.kind === "channel").map(channelEntry);
  reconcile(byId("channels"), channels, (entry) => entry.key, drawEntry);
  const people = conversations.filter((one) => one.kind === "im" && one.with !== app.user_id).map(personEntry);
  reconcile(byId("people"), [appEntry(), ...people], (entry) => entry.key, drawEntry);
}

function drawViewer(user) {
  return make("button", {
    type: "button", class: "viewer", "aria-pressed": String(user.on), title: user.title, "data-viewer": user.id,
    "data-focus": `viewer ${user.id}`, onclick: () => switchViewer(user.id),
  }, avatar(user, "small"), make("span", {}, user.name.split(" ")[0]));
}

/** How many wait; what somebody is looking at is being read. */
const waiting = (one) => (one && (isHome() || document.hidden || one !== shownConversation()) ? one.unread : 0);

function channelEntry(one) {
  return { key: one.id, name: one.name, unread: waiting(one), on: ui.place.channel === one.id };
}

function personEntry(one) {
  return { ...channelEntry(one), name: person(one.with).name, who: one.with };
}

function appEntry() {
  const { app } = ui.snapshot;
  return { key: "app", name: app.name, who: app.user_id, unread: waiting(appConversation()), on: Boolean(ui.place.app) };
}

function drawEntry(entry) {
  const mark = entry.who ? avatar(person(entry.who), "tiny") : make("span", { class: "hash", "aria-hidden": "true" }, "#");
  return make("li", {}, make("button", {
    type: "button", class: entry.unread ? "entry unread" : "entry", "data-focus": `place ${entry.key}`,
    "aria-current": entry.on ? "page" : null, "data-place": entry.key,
    onclick: () => go(entry.key === "app" ? { app: appConversation()?.messages.length ? "messages" : "home" } : { channel: entry.key }),
  }, mark, make("span", { class: "entry-name" }, entry.name), entry.key === "app" && appBadge(),
  entry.unread ? make("span", { class: "count" }, entry.unread, make("span", { class: "hidden-words" }, " unread")) : null));
}

function switchViewer(id) {
  if (id === ui.viewer) return;
  ui.viewer = id;
  failures = 0;
  const old = socket;
  socket = null;
  old?.close();
  connect();
}

/** Keeps looking at the same place after a snapshot, or picks one that this viewer can see. */
function keepPlace() {
  const { app } = ui.place ?? {};
  if (app === "home" && ui.seen.homeOf !== ui.viewer) openHome();
  if (app || conversation(ui.place?.channel)) return;
  const first = ui.snapshot.conversations.find((one) => one.name === "sales") ?? ui.snapshot.conversations[0];
  ui.place = first && first.with !== ui.snapshot.app.user_id ? { channel: first.id } : { app: "messages" };
}

function go(place) {
  ui.place = place;
  showSidebar(false);
  if (place.app === "home") openHome();
  if (place.app === "messages") act("messages_tab");
  render();
  (NARROW.matches || isHome() ? byId("scroller") : byId("composer-text")).focus();
}

function openHome() {
  ui.seen.homeOf = ui.viewer;
  act("home");
}

function drawPlace() {
  const one = shownConversation();
  const facts = ui.place.app
    ? { who: ui.snapshot.app.user_id, name: ui.snapshot.app.name, tab: ui.place.app }
    : { who: one.with, name: one.kind === "im" ? person(one.with).name : one.name, topic: one.topic };
  reconcile(byId("place"), [facts], () => "place", drawPlaceHead);
}

function drawPlaceHead({ who, name, topic, tab }) {
  const mark = who ? avatar(person(who), "small") : make("span", { class: "hash", "aria-hidden": "true" }, "#");
  return make("header", { class: "place-head" },
    make("div", { class: "place-title" }, mark, make("h2", {}, name), tab && appBadge(),
      topic ? make("p", { class: "topic" }, topic) : null),
    tab && make("div", { class: "tabs", role: "tablist", "aria-label": name, onkeydown: moveTab },
      drawTab("home", "Home", tab), drawTab("messages", "Messages", tab)));
}

function drawTab(id, label, current) {
  const on = id === current;
  return make("button", {
    type: "button", role: "tab", class: "tab", "aria-selected": String(on), tabindex: on ? 0 : -1,
    "aria-controls": "scroller", "data-focus": `tab ${id}`, onclick: () => go({ app: id }),
  }, label);
}

function moveTab(event) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const other = event.currentTarget.querySelector("[aria-selected=false]");
  other.focus();
  other.click();
}

function showSidebar(open) {
  document.body.classList.toggle("sidebar-open", open);
  byId("sidebar-button").setAttribute("aria-expanded", String(open));
  if (open) byId("viewers").querySelector("[aria-pressed=true]")?.focus();
}

/**
 * What arrived elsewhere is told as a notification would tell it: by the message's own text. On the way to a rule
 * of the playbook nothing is: it would lie over what the rule says.
 */
function announceNew(before) {
  if (byId("playbook").open) return;
  for (const one of ui.snapshot.conversations) {
    const was = before.conversations.find((old) => old.id === one.id)?.unread ?? 0;
    if (one.unread > was && (isHome() || one !== shownConversation())) announce(one);
  }
}

function announce(one) {
  const message = one.messages.filter((each) => !each.ephemeral && each.user !== ui.viewer).at(-1);
  if (!message) return;
  const author = person(message.user);
  const words = make("span", {}, mrkdwn(message.text)).textContent;
  const place = one.with === ui.snapshot.app.user_id ? { app: "messages" } : { channel: one.id };
  const open = ({ currentTarget }) => { currentTarget.parentElement.remove(); go(place); };
  toast(make("button", { type: "button", class: "notice", onclick: open }, avatar(author, "small"),
    make("span", {}, make("b", {}, one.kind === "im" ? author.name : `${author.name} in #${one.name}`),
      make("span", { class: "notice-words" }, words))));
}

function titlePage() {
  const unread = ui.snapshot.conversations.reduce((sum, one) => sum + waiting(one), 0);
  byId("sidebar-button").classList.toggle("has-unread", unread > 0);
  const name = byId("place").querySelector("h2")?.textContent ?? "";
  document.title = `${unread ? `(${unread}) ` : ""}${name} · ${ui.snapshot.team.name}`;
}

function markRead() {
  const one = shownConversation();
  if (!one?.unread || isHome() || document.hidden || ui.seen.reading === `${one.id} ${one.unread}`) return;
  ui.seen.reading = `${one.id} ${one.unread}`;
  act("read", { channel: one.id }).then(() => { ui.seen.reading = ""; });
}


/* ---- Messages ------------------------------------------------------------------------------------------------- */

function drawMain() {
  if (isHome()) { drawHome(); return; }
  const scroller = byId("scroller");
  const one = shownConversation();
  const key = placeKey();
  const isNew = ui.seen.feed !== key;
  if (isNew) openFeed(key);
  else noteScroll();
  reconcile(scroller.firstElementChild, feedOf(one), (item) => item.key, drawFeedItem);
  const last = one?.messages.at(-1)?.ts ?? "";
  if (ui.seen.atEnd) scrollToEnd();
  else if (!isNew && last > ui.seen.last) byId("pill").hidden = false;
  ui.seen.last = last;
}

/** A fresh live region: a screen reader hears what arrives, not the whole channel again. */
function openFeed(key) {
  const feed = make("div", { class: "feed", role: "log", "aria-label": "Conversation" });
  byId("scroller").replaceChildren(feed);
  growth.observe(feed);
  ui.seen.feed = key;
  ui.seen.atEnd = true;
}

/* Charts and pictures get their height after they are drawn; whoever reads the end stays there. */
const growth = new ResizeObserver(() => {
  noteScroll();
  if (!isHome() && ui.seen.atEnd) scrollToEnd();
});

function noteScroll() {
  const at = byId("scroller");
  const isNear = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_BOTTOM_PX;
  // Only somebody scrolling up leaves the end; content that grew below does not move anybody.
  if (isNear || at.scrollTop < ui.seen.top) ui.seen.atEnd = isNear;
  if (isNear) byId("pill").hidden = true;
  ui.seen.top = at.scrollTop;
}

function scrollToEnd() {
  byId("scroller").scrollTop = byId("scroller").scrollHeight;
  ui.seen.atEnd = true;
  byId("pill").hidden = true;
}

/** Day dividers and messages in one list; a message soon after one by the same person goes without its head. */
function feedOf(one) {
  const items = [{ key: "start", start: one ? startOf(one) : "" }];
  let before = null;
  for (const message of one?.messages ?? []) {
    const day = message.at_local.slice(0, 10);
    if (day !== before?.at_local.slice(0, 10)) items.push({ key: `day ${day}`, day: dayName(day) });
    const pretty = JSON.stringify(message).includes("pretty") ? ui.snapshot.clock.local.slice(0, 10) : "";
    items.push({ key: message.ts, message, channel: one.id, follows: follows(before, message), pretty });
    before = message;
  }
  return items;
}

function follows(before, message) {
  return Boolean(before) && before.user === message.user && !before.ephemeral && !message.ephemeral
    && before.at_local.slice(0, 10) === message.at_local.slice(0, 10)
    && new Date(message.at) - new Date(before.at) < MINUTES_A_GROUP_LASTS * 60_000;
}

function startOf(one) {
  if (one.kind === "channel") return `This is the beginning of #${one.name}.`;
  return `This is the beginning of your conversation with ${person(one.with).name}.`;
}

function drawFeedItem(item) {
  if (item.message) return drawMessage(item);
  if (item.day) return make("div", { class: "day", role: "separator", "aria-label": item.day }, make("span", {}, item.day));
  return make("p", { class: "start" }, item.start);
}

function drawMessage({ message, channel, follows: bare }) {
  const author = person(message.user);
  const isApp = message.bot;
  const body = make("div", { class: "message-body" },
    message.ephemeral && drawEphemeralNote(channel, message.ts),
    bare ? null : make("div", { class: "message-head" }, make("span", { class: "author" }, author.name),
      isApp && appBadge(), make("time", { datetime: message.at }, hourOf(message.at_local))),
    drawMessageText(message, channel), drawFiles(message));
  const kinds = ["message", bare && "bare", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return make("article", { class: kinds, tabindex: -1, "data-ts": message.ts, "aria-label": `${author.name}, ${hourOf(message.at_local)}` },
    bare ? make("time", { class: "gutter-time", datetime: message.at }, hourOf(message.at_local)) : avatar(author),
    body, !message.ephemeral && drawMessageTools(message, channel));
}

function drawEphemeralNote(channel, ts) {
  return make("p", { class: "only-you" }, icon("eye"), "Only visible to you",
    make("button", { type: "button", class: "link-button", onclick: (event) => whileBusy(event.currentTarget,
      () => act("dismiss", { channel, ts })) }, "Dismiss", make("span", { class: "hidden-words" }, " this message")));
}

function drawMessageText(message, channel) {
  const edited = message.edited && make("span", { class: "edited" }, "(edited)");
  if (!message.blocks?.length && !message.text) return null;
  if (!message.blocks?.length) return make("div", { class: "text" }, mrkdwn(message.text), edited);
  const place = surface(`message ${channel} ${message.ts}`, { message: { channel, ts: message.ts } });
  place.blocks = message.blocks;
  return make("div", { class: "blocks" }, drawBlocks(place), edited);
}

function drawFiles(message) {
  if (!message.files?.length) return null;
  return make("ul", { class: "files" }, message.files.map((file) => make("li", {},
    make("a", { href: file.url, download: file.name }, icon("arrow"), make("span", {}, file.name)),
    make("span", { class: "file-size" }, `${Math.max(1, Math.round(file.size / 1024))} kB`))));
}

function drawMessageTools(message, channel) {
  const shortcuts = ui.snapshot.shortcuts.filter((one) => one.type === "message");
  if (!shortcuts.length) return null;
  return make("div", { class: "message-tools" }, make("button", {
    type: "button", class: "quiet-button icon-only", "aria-label": "More actions", "aria-haspopup": "menu",
    "data-focus": `more ${channel} ${message.ts}`,
    onclick: ({ currentTarget }) => openMenu(currentTarget, shortcuts.map((one) => ({
      label: one.name, note: one.description, pick: () => whileBusy(currentTarget,
        () => act("message_shortcut", { callback_id: one.callback_id, channel, ts: message.ts })),
    }))),
  }, icon("more")));
}


/* ---- Composer ------------------------------------------------------------------------------------------------- */

function drawComposer() {
  const one = shownConversation();
  const field = byId("composer-text");
  byId("composer").hidden = isHome() || !one;
  const globals = ui.snapshot.shortcuts.some((each) => each.type === "global");
  byId("shortcuts-button").hidden = !globals;
  if (!one || field.dataset.place === placeKey()) return;
  field.dataset.place = placeKey();
  field.value = ui.drafts.get(placeKey()) ?? "";
  const name = one.kind === "im" ? person(one.with).name : `#${one.name}`;
  field.placeholder = `Message ${name}, or type / for commands`;
  field.setAttribute("aria-label", `Message ${name}`);
  typed();
}

function typed() {
  const field = byId("composer-text");
  ui.drafts.set(placeKey(), field.value);
  const command = commandIn(field.value);
  const rest = command ? field.value.slice(command.command.length) : "";
  const hint = command && !rest.trim() ? `${rest ? "" : " "}${command.usage_hint ?? ""}` : "";
  byId("ghost").replaceChildren(field.value, make("span", {}, hint), "\u200b");
  byId("usage").replaceChildren(...(command ? [make("b", {}, command.command), ` ${command.usage_hint ?? ""}`] : []));
  byId("usage").classList.toggle("hidden-words", Boolean(hint));
  byId("send-button").disabled = !field.value.trim();
  suggest(field.value);
}

function commandIn(text) {
  const word = /^\/\S+/.exec(text)?.[0];
  return word && ui.snapshot.commands.find((one) => one.command === word);
}

function suggest(text) {
  const isTyping = /^\/\S*$/.test(text);
  const items = isTyping ? ui.snapshot.commands.filter((one) => one.command.startsWith(text)) : [];
  showOptions(commands, items.length ? items : null);
  highlightOption(commands, 0);
}

function drawCommand(one) {
  return [make("b", {}, one.command), " ", make("span", { class: "suggestion-hint" }, one.usage_hint),
    make("span", { class: "suggestion-note" }, one.description)];
}

function complete(command) {
  fillComposer(`${command.command} `);
}

function fillComposer(text) {
  const field = byId("composer-text");
  field.value = text;
  field.focus();
  field.setSelectionRange(text.length, text.length);
  typed();
}

function composerKey(event) {
  if (event.isComposing || event.shiftKey) return;
  const isWhole = commands.options[commands.at]?.command === event.target.value;
  if (!(isWhole && event.key === "Enter") && optionKey(event, commands)) return;
  if (event.key === "Enter") { event.preventDefault(); send(); }
}

async function send() {
  const text = byId("composer-text").value.trim();
  const one = shownConversation();
  if (!text || !one) return;
  const draft = placeKey();
  fillComposer("");
  scrollToEnd();
  const kind = text.startsWith("/") ? "command" : "message";
  const answer = await whileBusy(byId("send-button"), () => act(kind, { channel: one.id, text }));
  if (!answer.ok && !ui.drafts.get(draft)) giveBack(draft, text);
}

/** What could not be sent goes back into the field it was typed in. */
function giveBack(draft, text) {
  ui.drafts.set(draft, text);
  if (draft === placeKey()) fillComposer(text);
}

function openShortcuts({ currentTarget }) {
  const globals = ui.snapshot.shortcuts.filter((one) => one.type === "global");
  openMenu(currentTarget, globals.map((one) => ({
    label: one.name, note: one.description,
    pick: () => whileBusy(currentTarget, () => act("shortcut", { callback_id: one.callback_id })),
  })));
}


/* ---- Views: Home and modals ----------------------------------------------------------------------------------- */

function drawHome() {
  const scroller = byId("scroller");
  const key = placeKey();
  if (ui.seen.feed !== key) scroller.replaceChildren(make("div", { class: "home blocks" }));
  if (ui.seen.feed !== key) scroller.scrollTop = 0;
  ui.seen.feed = key;
  byId("pill").hidden = true;
  const { home, app } = ui.snapshot;
  const place = surface(`home ${ui.viewer}`, { home: true });
  place.blocks = home?.blocks ?? [];
  forgetGone(place);
  if (home) reconcileBlocks(scroller.firstElementChild, place);
  else scroller.firstElementChild.replaceChildren(make("p", { class: "empty" }, `${app.name} has put nothing here yet.`));
}

function drawView() {
  const dialog = byId("view");
  const view = ui.snapshot.views.at(-1);
  if (!view) { dialog.close(); return; }
  const isNew = dialog.dataset.view !== view.id || !dialog.open;
  const place = viewSurface(view);
  drawViewFrame(view);
  if (isNew) byId("view-body").replaceChildren();
  if (isNew) byId("view-body").scrollTop = 0;
  if (isNew || dialog.dataset.hash !== String(view.hash)) showErrors({});
  dialog.dataset.view = view.id;
  dialog.dataset.hash = view.hash;
  reconcileBlocks(byId("view-body"), place);
  if (!dialog.open) dialog.showModal();
  if (isNew || !dialog.contains(document.activeElement)) focusFirst(view);
}

function viewSurface(view) {
  const place = surface(`view ${view.id}`, { view: view.id });
  place.blocks = view.blocks;
  forgetGone(place);
  for (const [block, actions] of Object.entries(view.state?.values ?? {})) takeState(place, block, actions);
  return place;
}

/** After a reload the server still knows what was chosen; what is chosen on this page wins. */
function takeState(place, blockId, actions) {
  for (const [action, entry] of Object.entries(actions)) {
    const key = `${blockId} ${action}`;
    const field = STATE_FIELDS[entry.type]?.[0];
    if (field && !place.values.has(key)) place.values.set(key, entry[field] ?? null);
  }
}

function drawViewFrame(view) {
  const hasInput = view.blocks.some((block) => block.type === "input");
  byId("view-title").textContent = plain(view.title);
  byId("view-close").textContent = plain(view.close) || (view.submit ? "Cancel" : "Close");
  byId("view-submit").hidden = !view.submit && !hasInput;
  byId("view-submit").textContent = plain(view.submit) || "Submit";
}

function focusFirst(view) {
  const body = byId("view-body");
  const wanted = elementsOf({ elements: view.blocks.flatMap(elementsOf), type: "actions" }).find((one) => one.focus_on_load);
  const first = (wanted && body.querySelector(`[data-action="${CSS.escape(wanted.action_id)}"]`))
    ?? body.querySelector("input, textarea, select, button");
  (first ?? (view.submit ? byId("view-submit") : byId("view-close"))).focus();
}

async function submitView(event) {
  event.preventDefault();
  const view = ui.snapshot.views.at(-1);
  const place = viewSurface(view);
  const missing = missingIn(view, place);
  showErrors(missing);
  if (Object.keys(missing).length) { focusError(); return; }
  byId("view").setAttribute("aria-busy", "true");
  const answer = await whileBusy(byId("view-submit"), () => act("submit", { view: view.id, state: stateOf(place) }));
  byId("view").removeAttribute("aria-busy");
  if (byId("view").dataset.view !== view.id) return;
  showErrors(answer.errors ?? {});
  focusError();
}

/** Slack's client holds back a form with an empty required field or a text that is too short; so does this one. */
function missingIn(view, place) {
  const errors = {};
  for (const block of view.blocks.filter((one) => one.type === "input")) {
    const value = chosen(block.element, { surface: place, blockId: block.block_id });
    const shortest = block.element.min_length ?? 0;
    const isEmpty = value === null || value === "" || value?.length === 0;
    if (isEmpty && !block.optional) errors[block.block_id] = "Please fill this in.";
    else if (!isEmpty && value.length < shortest) errors[block.block_id] = `Please write at least ${shortest} characters.`;
  }
  return errors;
}

function showErrors(errors) {
  for (const slot of byId("view-body").querySelectorAll(".field-error")) {
    const words = errors[slot.dataset.errorFor] ?? "";
    slot.textContent = words;
    slot.hidden = !words;
    slot.parentElement.querySelector("[data-action]")?.setAttribute("aria-invalid", String(Boolean(words)));
  }
}

function focusError() {
  const slot = byId("view-body").querySelector(".field-error:not([hidden])");
  slot?.parentElement.querySelector("input, textarea, select")?.focus();
}

function closeView(event) {
  event?.preventDefault();
  const view = ui.snapshot.views.at(-1);
  if (view) act("close", { view: view.id });
}


/* ---- Blocks --------------------------------------------------------------------------------------------------- */

function drawBlocks(place) {
  return place.blocks.map((block, index) => drawBlock(block, place, index));
}

function reconcileBlocks(parent, place) {
  const items = place.blocks.map((block, index) => ({ block, index: block.block_id ? 0 : index }));
  reconcile(parent, items, ({ block, index }) => block.block_id ?? `#${index}`, ({ block, index }) => drawBlock(block, place, index));
}

function drawBlock(block, place, index) {
  const spot = { surface: place, blockId: block.block_id ?? `#${index}` };
  const node = drawnOrRed(block, spot);
  node.dataset.block = spot.blockId;
  return node;
}

/** One block that is not as its drawer expects must not take the whole page with it. */
function drawnOrRed(block, spot) {
  try { return (BLOCKS[block.type] ?? cannotDraw)(block, spot); } catch (problem) {
    console.error(problem);
    return cannotDraw(block);
  }
}

function drawElement(element, spot) {
  return (ELEMENTS[element.type] ?? cannotDraw)(element, spot);
}

/** A block or element nobody has written a drawer for is shown in red, so that it cannot go unnoticed. */
function cannotDraw(thing) {
  return make("div", { class: "cannot-draw", "data-cannot-draw": thing.type }, `cannot draw: ${thing.type}`);
}

function drawSection(block, spot) {
  const words = block.text && make("div", { class: "text" }, textObject(block.text));
  const fields = block.fields && make("div", { class: "fields" },
    block.fields.map((field) => make("div", { class: "text" }, textObject(field))));
  const named = { ...spot, label: plain(block.text) };
  return make("div", { class: block.accessory ? "section with-accessory" : "section" },
    make("div", { class: "section-words" }, words, fields),
    block.accessory && make("div", { class: "accessory" }, drawElement(block.accessory, named)));
}

function drawContext(block, spot) {
  return make("div", { class: "context" }, block.elements.map((element) => (element.type === "image"
    ? drawElement(element, spot) : make("span", { class: "text" }, textObject(element)))));
}

function drawActions(block, spot) {
  return make("div", { class: "actions" }, block.elements.map((element) => drawElement(element, spot)));
}

function drawHeader(block) {
  return make("h3", { class: `block-header level-${block.level ?? 1}` }, textObject(block.text));
}

function drawImage(block) {
  return make("figure", { class: "image-block" }, block.title && make("figcaption", {}, textObject(block.title)),
    drawPicture(block));
}

function drawPicture(thing) {
  const src = safeUrl(thing.image_url);
  return src ? make("img", { src, alt: thing.alt_text, referrerpolicy: "no-referrer", loading: "lazy" }) : cannotDraw(thing);
}

function drawInput(block, spot) {
  const label = freshId("label");
  const [hint, error] = [block.hint && freshId("hint"), freshId("error")];
  const inner = { ...spot, labelId: label, notes: [hint, error].filter(Boolean).join(" "), dispatch: block.dispatch_action === true, isInput: true };
  return make("div", { class: "field" },
    make("label", { id: label, class: "field-label", for: `${label}-field` }, textObject(block.label),
      block.optional && make("span", { class: "optional" }, " (optional)")),
    drawElement(block.element, inner),
    make("p", { class: "field-error", id: error, role: "alert", "data-error-for": spot.blockId, hidden: true }),
    block.hint && make("p", { class: "field-hint", id: hint }, textObject(block.hint)));
}

function drawTable(block) {
  const [head, ...rows] = block.rows;
  const cells = (row, tag) => make("tr", {}, row.map((cell, column) => make(tag, {
    class: cellClass(block.column_settings?.[column]), scope: tag === "th" ? "col" : null,
  }, drawCell(cell))));
  return make("div", { class: "table-frame", tabindex: 0, role: "region", "aria-label": "Table" },
    make("table", {}, make("thead", {}, cells(head, "th")), make("tbody", {}, rows.map((row) => cells(row, "td")))));
}

function cellClass(settings) {
  return `align-${settings?.align ?? "left"}${settings?.is_wrapped ? " wrapped" : ""}`;
}

function drawCell(cell) {
  if (cell.type === "rich_text") return drawRichText(cell);
  if (cell.type === "raw_text" || cell.type === "raw_number") return String(cell.text ?? cell.value);
  return cannotDraw(cell);
}


/* ---- Elements ------------------------------------------------------------------------------------------------- */

/** The names every control carries: for labels, for keeping focus through a redraw, and for tests. */
function controlNames(element, spot) {
  const label = element.accessibility_label ?? plain(element.placeholder);
  return {
    "data-action": element.action_id, "data-focus": `${spot.surface.key} ${valueKey(spot, element)}`,
    id: spot.labelId && `${spot.labelId}-field`, "aria-describedby": spot.notes,
    "aria-label": spot.labelId ? null : label || spot.label || element.action_id,
  };
}

/** Keeps what was chosen, and tells Steady when the element is one that acts at once. */
async function changed(control, element, spot, value, selected) {
  choose(element, spot, value);
  if (spot.isInput && !spot.dispatch) return;
  if (element.confirm && !await confirmed(element.confirm)) return;
  await click(control, element, spot, selected);
}

function drawButton(element, spot) {
  const url = safeUrl(element.url);
  const press = async (event) => {
    const control = event.currentTarget;
    if (element.confirm && !await confirmed(element.confirm)) return;
    if (url) window.open(url, "_blank", "noopener");
    const pressed = click(control, element, spot, element.value === undefined ? {} : { value: element.value });
    if (opensHome(element.url)) go({ app: "home" });
    await pressed;
  };
  return make("button", {
    ...controlNames(element, spot), type: "button", class: `button ${element.style ?? ""}`.trim(), onclick: press,
    "aria-label": element.accessibility_label,
  }, textObject(element.text));
}

function drawOverflow(element, spot) {
  const pick = (option, control) => async () => {
    if (element.confirm && !await confirmed(element.confirm)) return;
    if (safeUrl(option.url)) window.open(safeUrl(option.url), "_blank", "noopener");
    await click(control, element, spot, { selected: option.value });
  };
  return make("button", {
    ...controlNames(element, spot), type: "button", class: "button icon-only", "aria-haspopup": "menu", "aria-label": "More choices",
    onclick: ({ currentTarget }) => openMenu(currentTarget, element.options.map((option) => (
      { label: plain(option.text), note: plain(option.description), pick: pick(option, currentTarget) }))),
  }, icon("more"));
}

function drawStaticSelect(element, spot) {
  const groups = element.option_groups ?? [{ options: element.options }];
  return selectOf(element, spot, groups, chosen(element, spot)?.value, (option) => [option, option?.value]);
}

function drawUsersSelect(element, spot) {
  const people = ui.snapshot.users.filter((user) => !user.is_bot && !user.deleted);
  const options = people.map((user) => ({ value: user.id, text: { text: user.name } }));
  return selectOf(element, spot, [{ options }], chosen(element, spot), (option) => [option?.value ?? null, option?.value]);
}

function drawConversationsSelect(element, spot) {
  const shown = ui.snapshot.conversations.filter((one) => one.kind === "channel");
  const options = shown.map((one) => ({ value: one.id, text: { text: `#${one.name}` } }));
  return selectOf(element, spot, [{ options }], chosen(element, spot), (option) => [option?.value ?? null, option?.value]);
}

/** A native select: it is known to every keyboard, screen reader and phone. */
function selectOf(element, spot, groups, current, valuesOf) {
  const options = groups.flatMap((group) => group.options);
  const drawn = (option) => make("option", { value: option.value, selected: option.value === current }, plain(option.text));
  const onchange = ({ currentTarget }) => {
    const option = options.find((one) => one.value === currentTarget.value) ?? null;
    const [value, selected] = valuesOf(option);
    return changed(currentTarget, element, spot, value, { selected });
  };
  return make("span", { class: "select" }, make("select", { ...controlNames(element, spot), onchange },
    make("option", { value: "", selected: !current, disabled: !spot.isInput }, plain(element.placeholder) || "Choose…"),
    groups.map((group) => (group.label
      ? make("optgroup", { label: plain(group.label) }, group.options.map(drawn)) : group.options.map(drawn)))), icon("down"));
}

/** A field that asks Steady for matching options while one types. */
function drawExternalSelect(element, spot) {
  const list = make("ul", { class: "suggestions in-field", role: "listbox", id: freshId("options"), "aria-label": "Matches", hidden: true });
  const field = make("input", {
    ...controlNames(element, spot), type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false",
    "aria-autocomplete": "list", "aria-controls": list.id, placeholder: plain(element.placeholder), class: "text-field",
    value: plain(chosen(element, spot)?.text),
  });
  wireTypeahead(field, list, element, spot);
  return make("div", { class: "typeahead" }, field, list);
}

function wireTypeahead(field, list, element, spot) {
  const box = { field, list, draw: drawOption, pick: (option) => pickOption(box, option), element, spot, options: [], at: 0, asked: 0 };
  const ask = paused(() => askOptions(box));
  field.addEventListener("input", () => { choose(element, spot, null); ask(); });
  field.addEventListener("focus", () => !chosen(element, spot) && ask());
  field.addEventListener("blur", () => { showOptions(box, null); field.value = plain(chosen(element, spot)?.text); });
  // Enter chooses here, it never sends the form: the answer with the matches may still be on its way.
  field.addEventListener("keydown", (event) => { if (!optionKey(event, box) && event.key === "Enter") event.preventDefault(); });
}

async function askOptions(box) {
  const { field, element, spot } = box;
  const least = element.min_query_length ?? 3;
  if (field.value.trim().length < least) { showOptions(box, null); return; }
  const asked = box.asked += 1;
  const fields = { ...spot.surface.where, block_id: spot.blockId, action_id: element.action_id, text: field.value };
  const answer = await act("options", fields);
  if (asked !== box.asked || document.activeElement !== field) return;
  showOptions(box, answer.options ?? []);
  highlightOption(box, 0);
}

function drawOption(option) {
  return [plain(option.text), option.description && make("span", { class: "suggestion-note" }, plain(option.description))];
}

function pickOption(box, option) {
  box.field.value = plain(option.text);
  showOptions(box, null);
  changed(box.field, box.element, box.spot, option, { selected: option.value });
}

function drawNativePicker(element, spot) {
  const kind = element.type === "datepicker" ? "date" : "time";
  return nativePicker(element, spot, kind, chosen(element, spot), (text) => text || null);
}

function drawDateTimePicker(element, spot) {
  const seconds = chosen(element, spot);
  const shown = seconds === null ? "" : localOf(seconds, zone());
  return nativePicker(element, spot, "datetime-local", shown, (text) => (text ? secondsOf(text, zone()) : null));
}

function nativePicker(element, spot, type, shown, valueOf) {
  const field = make("input", { ...controlNames(element, spot), type, class: "picker", value: shown });
  let byKeyboard = false;
  const tell = () => { byKeyboard = false; return changed(field, element, spot, valueOf(field.value), { selected: valueOf(field.value) }); };
  // While somebody types a date the browser reports half-typed years; then wait for Enter or the end of typing.
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && byKeyboard) tell(); else byKeyboard = true; });
  field.addEventListener("change", () => { choose(element, spot, valueOf(field.value)); if (!byKeyboard) tell(); });
  field.addEventListener("blur", () => byKeyboard && field.value !== shown && tell());
  return field;
}

function drawChoices(element, spot) {
  const many = element.type === "checkboxes";
  const name = freshId("choice");
  const current = [chosen(element, spot)].flat().filter(Boolean).map((option) => option.value);
  const onchange = ({ currentTarget }) => {
    const values = [...currentTarget.querySelectorAll("input:checked")].map((input) => input.value);
    const options = element.options.filter((option) => values.includes(option.value));
    return changed(currentTarget, element, spot, many ? options : options[0] ?? null, { selected: many ? values : values[0] });
  };
  return make("div", { ...controlNames(element, spot), role: many ? "group" : "radiogroup", class: "choices", onchange,
    "aria-labelledby": spot.labelId },
  element.options.map((option, index) => drawChoice(option, {
    type: many ? "checkbox" : "radio", name, value: option.value, checked: current.includes(option.value),
    "data-focus": `${spot.surface.key} ${valueKey(spot, element)} ${index}`,
  })));
}

function drawChoice(option, facts) {
  return make("label", { class: "choice" }, make("input", facts), make("span", {}, textObject(option.text),
    option.description && make("span", { class: "choice-note" }, textObject(option.description))));
}

function drawTextInput(element, spot) {
  const facts = { ...controlNames(element, spot), class: "text-field", placeholder: plain(element.placeholder),
    maxlength: element.max_length, autocomplete: "off" };
  const field = element.multiline ? make("textarea", { ...facts, rows: 4 }) : make("input", { ...facts, type: "text" });
  field.value = chosen(element, spot) ?? "";
  const tell = () => changed(field, element, spot, field.value || null, { value: field.value });
  const each = element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
  const tellSoon = paused(tell);
  field.addEventListener("input", () => { choose(element, spot, field.value || null); if (spot.dispatch && each) tellSoon(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && spot.dispatch && !element.multiline) { event.preventDefault(); tell(); }
  });
  return field;
}

/** Slack's small question before an act; answers true when the visitor goes on. */
function confirmed(question) {
  const dialog = byId("confirm");
  byId("confirm-title").textContent = plain(question.title);
  byId("confirm-text").replaceChildren(make("div", { class: "text" }, textObject(question.text)));
  byId("confirm-go").textContent = plain(question.confirm);
  byId("confirm-go").className = `button ${question.style ?? "primary"}`;
  byId("confirm-deny").textContent = plain(question.deny);
  dialog.returnValue = "";
  dialog.showModal();
  byId("confirm-go").focus();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "confirm"), { once: true });
  });
}


/* ---- Text: plain text and mrkdwn ------------------------------------------------------------------------------ */

const WORDS = new RegExp([
  "<([^<>\\n]+)>", "`([^`\\n]+)`",
  "(?<![\\p{L}\\p{N}])\\*(?=\\S)([^*\\n]+?)(?<=\\S)\\*(?![\\p{L}\\p{N}])",
  "(?<![\\p{L}\\p{N}])_(?=\\S)([^_\\n]+?)(?<=\\S)_(?![\\p{L}\\p{N}])",
  "(?<![\\p{L}\\p{N}])~(?=\\S)([^~\\n]+?)(?<=\\S)~(?![\\p{L}\\p{N}])",
  ":([a-z0-9_+-]+):", "(https?:\\/\\/[^\\s<>|]*[^\\s<>|.,;:!?)'\"])",
].join("|"), "gu");

/** The bare words of a text object; none where there is none. */
function plain(object) {
  return object?.text ?? "";
}

function textObject(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, object.verbatim === true) : object.text;
}

function mrkdwn(text, verbatim = false) {
  return String(text ?? "").split(/\n?```\n?([\s\S]+?)\n?```\n?/).map((part, index) => (index % 2
    ? make("pre", { tabindex: 0 }, decoded(part)) : quotedLines(part, verbatim)));
}

function quotedLines(text, verbatim) {
  const groups = [];
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?/.exec(line);
    const bare = quote ? line.slice(quote[0].length) : line;
    if (groups.at(-1)?.isQuote === Boolean(quote)) groups.at(-1).lines.push(bare);
    else groups.push({ isQuote: Boolean(quote), lines: [bare] });
  }
  return groups.map(({ isQuote, lines }) => {
    const words = inline(lines.join("\n"), verbatim);
    return isQuote ? make("blockquote", {}, words) : words;
  });
}

function inline(text, verbatim) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(WORDS)) {
    nodes.push(decoded(text.slice(end, match.index)), drawWord(match, verbatim));
    end = match.index + match[0].length;
  }
  return [...nodes, decoded(text.slice(end))];
}

function drawWord([whole, control, code, bold, italic, struck, emoji, url], verbatim) {
  if (control) return drawControl(control, whole);
  if (code) return make("code", {}, decoded(code));
  if (bold) return make("b", {}, inline(bold, verbatim));
  if (italic) return make("i", {}, inline(italic, verbatim));
  if (struck) return make("s", {}, inline(struck, verbatim));
  if (emoji) return EMOJI[emoji] ?? whole;
  return verbatim ? decoded(whole) : link(decoded(url), decoded(url));
}

function drawControl(control, whole) {
  const [target, words] = control.split(/\|(.*)/s);
  const command = /^!(\w+)(.*)$/.exec(target);
  if (target.startsWith("@")) return mention(target.slice(1), words);
  if (target.startsWith("#")) return channelMention(target.slice(1), words);
  if (command?.[1] === "date") return drawDateControl(target, decoded(words ?? ""));
  if (command) return make("span", { class: "mention" }, decoded(words ?? `@${command[1]}`));
  return link(decoded(target), decoded(words ?? target), decoded(whole));
}

function link(target, words, otherwise = words) {
  const href = safeUrl(target);
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, words) : otherwise;
}

function mention(id, words) {
  const known = ui.snapshot.users.find((user) => user.id === id);
  return make("span", { class: id === ui.viewer ? "mention me" : "mention" }, `@${known?.name ?? decoded(words ?? id)}`);
}

function channelMention(id, words) {
  const known = conversation(id);
  const name = `#${known?.name ?? decoded(words ?? id)}`;
  if (!known) return make("span", { class: "mention" }, name);
  return make("button", { type: "button", class: "mention", onclick: () => go({ channel: id }) }, name);
}

function decoded(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/** Slack's own address of an app's Home: slack://app?team=T…&id=A…&tab=home */
function opensHome(target) {
  if (!/^slack:\/\/app\?/.test(target ?? "")) return false;
  const asked = new URLSearchParams(target.split("?")[1]);
  const { team, app } = ui.snapshot;
  return asked.get("team") === team.id && asked.get("id") === app.id && asked.get("tab") === "home";
}

function safeUrl(target) {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(target ?? "")) return null;
  try { return new URL(target).href; } catch { return null; }
}


/* ---- Rich text and dates -------------------------------------------------------------------------------------- */

function drawRichText(block) {
  return make("div", { class: "rich-text text" }, block.elements.map((part) => (RICH_PARTS[part.type] ?? cannotDraw)(part)));
}

const richWords = (part) => part.elements.map((word) => (RICH_WORDS[word.type] ?? cannotDraw)(word));

function drawRichList(part) {
  const ordered = part.style === "ordered";
  return make(ordered ? "ol" : "ul", { class: `rich-list indent-${part.indent ?? 0}`, start: ordered ? (part.offset ?? 0) + 1 : null },
    part.elements.map((item) => make("li", {}, richWords(item))));
}

function drawRichEmoji(word) {
  if (word.unicode) return String.fromCodePoint(...word.unicode.split("-").map((code) => parseInt(code, 16)));
  return EMOJI[word.name] ?? `:${word.name}:`;
}

function styled(node, style = {}) {
  const tags = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code" };
  return Object.keys(tags).filter((name) => style[name]).reduce((inner, name) => make(tags[name], {}, inner), node);
}

function drawDateControl(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  return dateNode(Number(seconds), decoded(format ?? ""), url, fallback);
}

function dateNode(seconds, format, url, fallback) {
  const words = dateWords(seconds, format) ?? fallback ?? "";
  if (url) return link(url, words);
  return Number.isFinite(seconds) ? make("time", { datetime: new Date(seconds * 1000).toISOString() }, words) : words;
}

const DATE_STYLES = {
  date: { day: "numeric", month: "long", year: "numeric" }, date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};

function dateWords(seconds, format) {
  if (!Number.isFinite(seconds)) return null;
  const local = localOf(seconds, zone());
  return format.replace(/\{(\w+)\}/g, (whole, token) => dateToken(token, local, seconds) ?? whole);
}

function dateToken(token, local, seconds) {
  if (token === "time") return local.slice(11, 16);
  if (token === "time_secs") return `${local.slice(11, 16)}:${String(seconds % 60).padStart(2, "0")}`;
  if (token === "date_num") return local.slice(0, 10);
  if (token === "ago") return ago(seconds);
  const base = token.replace("_pretty", "");
  if (!(base in DATE_STYLES)) return null;
  const near = base !== token && nearDay(local.slice(0, 10));
  return near ? near.toLowerCase() : inWords(local, DATE_STYLES[base]);
}

function ago(seconds) {
  const days = Math.round((seconds - new Date(ui.snapshot.clock.now) / 1000) / 86400);
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(days, "day");
}

const inWords = (local, style) => new Intl.DateTimeFormat("en-GB", { ...style, timeZone: "UTC" })
  .format(new Date(`${local.slice(0, 16)}Z`));
const longDay = (local) => inWords(local, { weekday: "long", day: "numeric", month: "long" });
const hourOf = (local) => local.slice(11, 16);
const cityOf = (name) => name.split("/").at(-1).replaceAll("_", " ");

function nearDay(day) {
  const gap = (new Date(`${day}T00:00Z`) - new Date(`${ui.snapshot.clock.local.slice(0, 10)}T00:00Z`)) / 86_400_000;
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[gap];
}

function dayName(day) {
  const isThisYear = day.slice(0, 4) === ui.snapshot.clock.local.slice(0, 4);
  return nearDay(day) ?? (isThisYear ? longDay(`${day}T00:00`) : inWords(`${day}T00:00`, DATE_STYLES.date_long));
}

/** An instant as a wall clock of that zone shows it: YYYY-MM-DDTHH:MM. */
function localOf(seconds, tz) {
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: tz, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).format(new Date(seconds * 1000)).replace(" ", "T");
}

/** The instant of a wall-clock time; asked twice, because the offset may differ across a change of clocks. */
function secondsOf(local, tz) {
  const wanted = Date.parse(`${local}Z`) / 1000;
  const shift = (guess) => wanted + guess - Date.parse(`${localOf(guess, tz)}Z`) / 1000;
  return shift(shift(wanted));
}


/* ---- Charts --------------------------------------------------------------------------------------------------- */

const CHART = { widest: 760, height: 230, top: 12, right: 12, bottom: 30, tickGap: 8, ticks: 4, labelRoom: 56 };
const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
const full = new Intl.NumberFormat("en-GB");

/** The drawing is for the eye; the same numbers stand in a table below it for everybody. */
function drawChart(block) {
  const { chart } = block;
  if (!(chart.type in CHARTS)) return cannotDraw({ type: `data_visualization ${chart.type}` });
  const canvas = make("div", { class: "chart-canvas" });
  const figure = make("figure", { class: "chart" }, make("figcaption", {}, block.title), canvas, drawLegend(chart),
    make("details", {}, make("summary", {}, "Show the numbers"), drawNumbers(chart)));
  let drawnAt = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.min(CHART.widest, Math.floor(contentRect.width));
    if (width < 50 || width === drawnAt) return;
    drawnAt = width;
    canvas.replaceChildren(CHARTS[chart.type](chart, width, block.title));
  }).observe(canvas);
  return figure;
}

function drawLegend(chart) {
  const total = chart.segments?.reduce((sum, one) => sum + one.value, 0);
  const names = chart.segments?.map((one) => `${one.label}: ${full.format(one.value)} (${Math.round((100 * one.value) / total)} %)`)
    ?? chart.series.map((one) => one.name);
  if (!chart.segments && names.length < 2) return null;
  return make("ul", { class: "legend" }, names.map((name, index) => make("li", {}, make("span", { class: `key series-${index % 6}` }), name)));
}

function drawNumbers(chart) {
  const rows = chart.segments?.map((one) => [one.label, one.value])
    ?? chart.axis_config.categories.map((name) => [name, ...chart.series.map((one) => valueAt(one, name))]);
  const heads = chart.segments ? ["", "Value"] : [chart.axis_config.x_label ?? "", ...chart.series.map((one) => one.name)];
  return make("div", { class: "table-frame" }, make("table", {},
    make("thead", {}, make("tr", {}, heads.map((head, column) => make("th", { scope: "col", class: column ? "align-right" : null }, head)))),
    make("tbody", {}, rows.map(([name, ...values]) => make("tr", {}, make("th", { scope: "row" }, name),
      values.map((value) => make("td", { class: "align-right" }, value === null ? "–" : full.format(value))))))));
}

function valueAt(series, category) {
  return series.data.find((point) => point.label === category)?.value ?? null;
}

/** Where things stand on the paper: round tick values, and functions from category and value to pixels. */
function axesOf(chart, width) {
  const { categories } = chart.axis_config;
  const values = chart.series.flatMap((one) => one.data.map((point) => point.value));
  const ticks = roundTicks(Math.min(0, ...values), Math.max(0, ...values));
  const labels = ticks.map((tick) => short.format(tick));
  const bottom = CHART.height - CHART.bottom - (chart.axis_config.x_label ? 18 : 0);
  const left = 14 + 7 * Math.max(...labels.map((label) => label.length)) + (chart.axis_config.y_label ? 18 : 0);
  const step = (width - left - CHART.right) / categories.length;
  const span = ticks.at(-1) - ticks[0];
  const y = (value) => bottom - ((value - ticks[0]) / span) * (bottom - CHART.top);
  return { categories, ticks, labels, left, bottom, step, width, y, x: (index) => left + step * (index + 0.5) };
}

function roundTicks(low, high) {
  const rough = (high - low || 1) / CHART.ticks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - first);
  return Array.from({ length: count + 1 }, (_, index) => (first + index) * step);
}

function drawAxes(chart, axes) {
  const { x_label: xLabel, y_label: yLabel } = chart.axis_config;
  const every = Math.ceil(CHART.labelRoom / axes.step);
  const middle = (axes.bottom + CHART.top) / 2;
  return [
    axes.ticks.map((tick) => svg("line", { class: tick === 0 ? "axis" : "grid", x1: axes.left, x2: axes.width - CHART.right, y1: axes.y(tick), y2: axes.y(tick) })),
    axes.ticks.map((tick, index) => svg("text", { x: axes.left - CHART.tickGap, y: axes.y(tick) + 4, "text-anchor": "end" }, axes.labels[index])),
    axes.categories.map((name, index) => (index % every ? null : svg("text", { x: axes.x(index), y: axes.bottom + 18, "text-anchor": "middle" }, name))),
    xLabel && svg("text", { class: "axis-name", x: (axes.left + axes.width) / 2, y: CHART.height - 6, "text-anchor": "middle" }, xLabel),
    yLabel && svg("text", { class: "axis-name", x: 12, y: middle, "text-anchor": "middle", transform: `rotate(-90 12 ${middle})` }, yLabel),
  ];
}

function paper(chart, width, title, ...children) {
  const numbers = chart.segments?.map((one) => `${one.label} ${full.format(one.value)}`).join(", ")
    ?? chart.series.map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${full.format(point.value)}`).join(", ")}`).join("; ");
  return svg("svg", { role: "img", "aria-label": `${title}. A ${chart.type} chart. ${numbers}`, width, height: CHART.height,
    viewBox: `0 0 ${width} ${CHART.height}` }, ...children);
}

function drawBars(chart, width, title) {
  const axes = axesOf(chart, width);
  const thick = Math.min(44, (axes.step * 0.72) / chart.series.length);
  const bars = chart.series.flatMap((series, nth) => axes.categories.map((name, index) => {
    const value = valueAt(series, name) ?? 0;
    const x = axes.x(index) + (nth - chart.series.length / 2) * thick;
    const [top, foot] = [axes.y(Math.max(value, 0)), axes.y(Math.min(value, 0))];
    return svg("rect", { class: `series-${nth}`, x: x + 1, width: Math.max(1, thick - 2), y: top, height: Math.max(1, foot - top), rx: Math.min(3, thick / 4) },
      svg("title", {}, `${name}, ${series.name}: ${full.format(value)}`));
  }));
  return paper(chart, width, title, drawAxes(chart, axes), bars);
}

function drawLines(chart, width, title) {
  const axes = axesOf(chart, width);
  return paper(chart, width, title, drawAxes(chart, axes), chart.series.map((series, nth) => drawLine(series, nth, axes, chart.type === "area")));
}

function drawLine(series, nth, axes, filled) {
  const points = axes.categories.map((name, index) => [axes.x(index), valueAt(series, name), name])
    .filter(([, value]) => value !== null).map(([x, value, name]) => ({ x, y: axes.y(value), value, name }));
  if (!points.length) return null;
  const path = points.map(({ x, y }, index) => `${index ? "L" : "M"}${x} ${y}`).join("");
  const floor = axes.y(Math.max(0, axes.ticks[0]));
  return [
    filled && svg("path", { class: `fill series-${nth}`, d: `${path}L${points.at(-1).x} ${floor}L${points[0].x} ${floor}Z` }),
    svg("path", { class: `stroke series-${nth}`, d: path }),
    points.map((point) => svg("circle", { class: `dot series-${nth}`, cx: point.x, cy: point.y, r: 3.5 },
      svg("title", {}, `${point.name}, ${series.name}: ${full.format(point.value)}`))),
  ];
}

function drawPie(chart, width, title) {
  const total = chart.segments.reduce((sum, one) => sum + one.value, 0);
  const radius = CHART.height / 2 - CHART.top;
  const middle = [width / 2, CHART.height / 2];
  let turned = 0;
  const slices = chart.segments.map((segment, index) => {
    const from = turned;
    turned += segment.value / total;
    return svg("path", { class: `slice series-${index % 6}`, d: slicePath(middle, radius, from, Math.min(turned, from + 0.99999)) },
      svg("title", {}, `${segment.label}: ${full.format(segment.value)}`));
  });
  return paper(chart, width, title, slices);
}

function slicePath([cx, cy], radius, from, to) {
  const at = (turn, r) => `${cx + r * Math.sin(2 * Math.PI * turn)} ${cy - r * Math.cos(2 * Math.PI * turn)}`;
  const wide = to - from > 0.5 ? 1 : 0;
  const hole = radius * 0.55;
  return `M${at(from, radius)}A${radius} ${radius} 0 ${wide} 1 ${at(to, radius)}L${at(to, hole)}A${hole} ${hole} 0 ${wide} 0 ${at(from, hole)}Z`;
}


/* ---- Menus, toasts and small words for the DOM ---------------------------------------------------------------- */

/** A list under or over a field. A box is {field, list, draw, pick, options, at}; null options close it. */
function showOptions(box, options) {
  box.options = options ?? [];
  box.at = 0;
  const rows = box.options.map((option, index) => make("li", {
    role: "option", id: `${box.list.id}-${index}`, class: "suggestion", "aria-selected": "false",
    onpointerdown: (event) => event.preventDefault(), onclick: () => box.pick(option),
  }, box.draw(option)));
  const none = make("li", { class: "suggestion none", role: "option", "aria-disabled": "true" }, "Nothing found.");
  box.list.replaceChildren(...(rows.length ? rows : [none]));
  box.list.hidden = options === null;
  box.field.setAttribute("aria-expanded", String(!box.list.hidden));
  box.field.removeAttribute("aria-activedescendant");
}

function highlightOption(box, at) {
  if (!box.options.length) return;
  box.at = (at + box.options.length) % box.options.length;
  [...box.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === box.at)));
  box.field.setAttribute("aria-activedescendant", `${box.list.id}-${box.at}`);
  box.list.children[box.at].scrollIntoView({ block: "nearest" });
}

/** Arrows, Tab, Enter and Escape in the field of an open list; true when the key was used up. */
function optionKey(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const picks = ["Enter", "Tab"].includes(event.key) && box.options.length > 0;
  if (box.list.hidden || !(step || picks || event.key === "Escape" || event.key === "Enter")) return false;
  event.preventDefault();
  if (step) highlightOption(box, box.at + step);
  else if (picks) box.pick(box.options[box.at]);
  else showOptions(box, null);
  return true;
}

/** A menu beside its button: arrows move, Enter picks, Escape or a click elsewhere closes. */
function openMenu(button, items) {
  const menu = make("div", { class: "menu", role: "menu", popover: "auto", "aria-label": button.getAttribute("aria-label"), onkeydown: menuKey });
  const pick = (item) => () => { menu.hidePopover(); item.pick(); };
  menu.append(...items.map((item) => make("button", { type: "button", role: "menuitem", class: "menu-item", onclick: pick(item) },
    make("span", {}, item.label), item.note && make("span", { class: "menu-note" }, item.note))));
  menu.addEventListener("toggle", ({ newState }) => { if (newState === "closed") closeMenu(menu, button); });
  (button.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  placeMenu(menu, button.getBoundingClientRect());
  button.setAttribute("aria-expanded", "true");
  menu.firstElementChild?.focus();
}

function closeMenu(menu, button) {
  const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
  menu.remove();
  button.setAttribute("aria-expanded", "false");
  if (hadFocus && button.isConnected && !document.querySelector("dialog:modal:not(:has(:focus))")) button.focus();
}

function placeMenu(menu, { left, right, top, bottom }) {
  const { width, height } = menu.getBoundingClientRect();
  const fromLeft = left + width < innerWidth - 8 ? left : right - width;
  menu.style.left = `${Math.max(8, fromLeft)}px`;
  menu.style.top = `${bottom + height + 4 < innerHeight ? bottom + 4 : Math.max(8, top - height - 4)}px`;
}

function menuKey(event) {
  const items = [...event.currentTarget.children];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") { event.preventDefault(); event.currentTarget.hidePopover(); }
  if (next === undefined) return;
  event.preventDefault();
  items[(next + items.length) % items.length].focus();
}

function toast(words) {
  const box = byId("toasts");
  // Shown anew each time: the last one to enter the top layer lies above an open form.
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover();
  const note = make("div", { class: "toast" }, words);
  box.append(note);
  if (box.childElementCount > MOST_TOASTS) box.firstElementChild.remove();
  setTimeout(() => { note.remove(); if (!box.childElementCount) box.hidePopover(); }, TOAST_MS);
}

function avatar(user, size = "") {
  const isApp = user.id === ui.snapshot.app.user_id;
  const initials = user.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const tint = Math.max(0, ui.snapshot.users.findIndex((one) => one.id === user.id)) % TINTS;
  return make("span", { class: `avatar ${size} ${isApp ? "app" : `tint-${tint}`}`, "aria-hidden": "true" }, isApp ? level() : initials);
}

/** Steady's own mark: a spirit level with its bubble in the middle. */
function level() {
  return svg("svg", { viewBox: "0 0 24 24" }, svg("rect", { x: 3.5, y: 8, width: 17, height: 8, rx: 4 }), svg("circle", { cx: 12, cy: 12, r: 2.2 }));
}

function appBadge() {
  return make("span", { class: "app-badge" }, "APP");
}

function icon(name) {
  return svg("svg", { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

/** Makes parent's children match items. A child whose item is unchanged stays the same node, focus, caret and all. */
function reconcile(parent, items, keyOf, draw) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const wanted = items.map((item) => keptOrDrawn(old.get(keyOf(item)), item, keyOf(item), draw));
  const staying = new Set(wanted);
  for (const node of [...parent.childNodes]) if (!staying.has(node)) node.remove();
  wanted.forEach((node, index) => { if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null); });
}

function keptOrDrawn(node, item, key, draw) {
  const signature = JSON.stringify(item);
  if (node?.signature === signature) return node;
  const fresh = draw(item);
  fresh.dataset.key = key;
  fresh.signature = signature;
  return fresh;
}

/** Where a redraw replaced the focused control, its successor takes the focus; failing that, its message does. */
function keepingFocus(change) {
  const active = document.activeElement;
  const name = active?.dataset.focus;
  const action = active?.dataset.action;
  const around = active?.closest("[data-ts]")?.dataset.ts;
  const caret = active?.matches("input[type=text], textarea") ? [active.selectionStart, active.selectionEnd] : null;
  change();
  if (!active || active === document.body || active.isConnected) return;
  const heir = (name && document.querySelector(`[data-focus="${CSS.escape(name)}"]`))
    || (action && !around && document.querySelector(`:is(#view, .home) [data-action="${CSS.escape(action)}"]`))
    || (around && document.querySelector(`[data-ts="${CSS.escape(around)}"]`));
  if (!heir) return;
  heir.focus({ preventScroll: true });
  if (caret && heir.setSelectionRange) heir.setSelectionRange(...caret);
}

function make(tag, facts, ...children) {
  return furnish(document.createElement(tag), facts, children);
}

function svg(tag, facts, ...children) {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", tag), facts, children);
}

function furnish(node, facts, children) {
  for (const [name, value] of Object.entries(facts)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

let ids = 0;
const freshId = (name) => `${name}-${ids += 1}`;

function paused(work) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(work, TYPING_PAUSE_MS); };
}

function wireShell() {
  for (const [id, name] of [["sidebar-button", "menu"], ["hint-close", "close"], ["view-dismiss", "close"],
    ["shortcuts-button", "bolt"], ["send-button", "send"]]) byId(id).append(icon(name));
  byId("pill").append(icon("arrow"), "New messages");
  byId("pill").addEventListener("click", scrollToEnd);
  byId("scroller").addEventListener("scroll", noteScroll);
  growth.observe(byId("scroller"));
  byId("sidebar-button").addEventListener("click", () => showSidebar(!document.body.classList.contains("sidebar-open")));
  byId("scrim").addEventListener("click", () => showSidebar(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && NARROW.matches && showSidebar(false));
  document.addEventListener("visibilitychange", () => ui.snapshot && markRead());
}

function wireForms() {
  byId("clock-form").addEventListener("submit", moveClockTo);
  byId("clock-form").addEventListener("toggle", ({ newState }) => newState === "open" && openClockForm());
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  byId("composer-text").addEventListener("input", typed);
  byId("composer-text").addEventListener("keydown", composerKey);
  byId("composer-text").addEventListener("blur", () => suggest(""));
  byId("shortcuts-button").addEventListener("click", openShortcuts);
  byId("view-form").addEventListener("submit", submitView);
  byId("view-close").addEventListener("click", closeView);
  byId("view-dismiss").addEventListener("click", closeView);
  byId("view").addEventListener("cancel", closeView);
}

function wireHint() {
  byId("hint").hidden = remembered("hint") === "hidden";
  byId("hint-close").addEventListener("click", () => { byId("hint").hidden = true; remember("hint", "hidden"); });
  byId("hint-try").addEventListener("click", () => {
    const sales = ui.snapshot?.conversations.find((one) => one.name === "sales");
    if (sales) go({ channel: sales.id });
    if (shownConversation()) fillComposer(byId("hint-command").textContent);
  });
}

/* ---- The playbook: every rule, and what makes it speak -------------------------------------------------------- */

async function openPlaybook() {
  showSidebar(false);
  byId("playbook").showModal();
  if (byId("rules").children.length) return;
  const rules = await (await fetch("/page/playbook")).json();
  byId("rules").replaceChildren(...rules.flatMap((rule, place) =>
    (rule.essay === rules[place - 1]?.essay ? [drawRule(rule)] : [drawEssay(rule.essay), drawRule(rule)])));
}

const drawEssay = (title) => make("li", { class: "essay" }, make("h3", {}, title));

function drawRule({ number, title, idea }) {
  const show = make("button", {
    type: "button", class: "button small", "data-rule": number, "aria-label": `Show me ${number}, ${title}`,
    onclick: ({ currentTarget }) => whileBusy(currentTarget, () => showRule(number)),
  }, "Show me");
  return make("li", { class: "rule" }, make("span", { class: "rule-number" }, number),
    make("div", {}, make("h4", {}, title), make("p", {}, idea)), show);
}

async function showRule(number) {
  const answer = await act("rule", { rule: number });
  if (!answer.ok) return;
  byId("toasts").replaceChildren();
  byId("playbook").close();
  if (answer.viewer !== ui.viewer) { ui.place = { app: "messages" }; switchViewer(answer.viewer); }
  else go({ app: "messages" });
}

function wirePlaybook() {
  byId("playbook-close").append(icon("close"));
  byId("playbook-close").addEventListener("click", () => byId("playbook").close());
  byId("playbook-button").addEventListener("click", openPlaybook);
}

const commands = {
  field: byId("composer-text"), list: byId("suggestions"), draw: drawCommand, pick: complete, options: [], at: 0,
};
wireShell();
wireForms();
wireHint();
wirePlaybook();
connect();
setInterval(tickClock, CLOCK_LOOK_MS);
