// Makes the question box a combobox (WAI-ARIA 1.2, list autocomplete with manual selection): what is typed brings
// suggestions, and whoever heeds none of them writes and presses Enter as in any other box.
(() => {
  const WAIT_MS = 150, FEWEST = 2, MOST = 200, FRAMES = 300, NOT_READY = 202;
  const BOX = ".st-key-ask-row input";
  const place = () => document.querySelector(".suggestions");
  const box = () => document.querySelector(BOX);

  const makeCombobox = (frames) => {
    const found = box();
    if (found && place()) {
      const states = {
        role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": "suggestions",
        "aria-expanded": "false",
      };
      if (found.role !== "combobox") for (const name in states) found.setAttribute(name, states[name]);
    } else if (frames) requestAnimationFrame(() => makeCombobox(frames - 1));
  };
  makeCombobox(FRAMES);
  if (window.suggestsWhileTyping) return;
  window.suggestsWhileTyping = true;

  const known = new Map();
  let suggestions = [], active = -1, waiting, asking;

  const list = () => place().querySelector("ul");
  const isOpen = () => suggestions.length > 0 && Boolean(place()) && !list().hidden;
  const say = (text) => { place().querySelector("[role=status]").textContent = text; };

  const hide = () => {
    suggestions = [];
    active = -1;
    box()?.setAttribute("aria-expanded", "false");
    box()?.removeAttribute("aria-activedescendant");
    if (!place()) return;
    list().hidden = true;
    list().replaceChildren();
    say("");
  };

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    hide();
  };

  const lieBelowTheBox = () => {
    const frame = (box().closest("[data-testid=stTextInputRootElement]") ?? box()).getBoundingClientRect();
    const row = box().closest(".st-key-ask-row").getBoundingClientRect();
    const from = place().getBoundingClientRect();
    list().style.top = `${frame.bottom - from.top + 5}px`;
    list().style.left = `${frame.left - from.left}px`;
    list().style.width = `${row.width < 480 ? row.width : frame.width}px`;
  };

  const option = (suggestion, number) => {
    const item = document.createElement("li");
    item.id = `suggestion-option-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const text = item.appendChild(document.createElement("span"));
    text.lang = suggestion.language;
    text.textContent = suggestion.text;
    if (suggestion.note) {
      const note = item.appendChild(document.createElement("span"));
      note.className = "quiet";
      note.textContent = suggestion.note;
    }
    return item;
  };

  const open = ({suggestions: found, told}) => {
    if (!found.length) return hide();
    suggestions = found;
    active = -1;
    list().replaceChildren(...found.map(option));
    list().hidden = false;
    lieBelowTheBox();
    list().scrollTop = 0;
    box().setAttribute("aria-expanded", "true");
    box().removeAttribute("aria-activedescendant");
    say(told);
  };

  const find = async (text) => {
    asking?.abort();
    const query = new URLSearchParams({text, lang: place().dataset.language}).toString();
    if (known.has(query)) return known.get(query);
    asking = new AbortController();
    const answer = await fetch(`${place().dataset.address}?${query}`, {signal: asking.signal});
    if (answer.status === NOT_READY) waiting = setTimeout(suggest, WAIT_MS * 5);
    if (!answer.ok) return {suggestions: [], told: ""};
    const found = await answer.json();
    if (found.suggestions.length) known.set(query, found);
    return found;
  };

  const suggest = async () => {
    const text = box()?.value.trim() ?? "";
    if (!place() || text.length < FEWEST || text.length > MOST) return close();
    try {
      const found = await find(text);
      if (document.activeElement === box() && box().value.trim() === text) open(found);
    } catch { /* no network, or more was typed meanwhile: there are no suggestions then */ }
  };

  // What is being looked through stays as it is, whatever was typed last.
  const activate = (number) => {
    clearTimeout(waiting);
    asking?.abort();
    const items = [...list().children];
    active = number;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === number)));
    if (number < 0) return box().removeAttribute("aria-activedescendant");
    box().setAttribute("aria-activedescendant", items[number].id);
    items[number].scrollIntoView({block: "nearest"});
  };

  const ask = (text) => {
    // React hears of a value only by the element's own setter.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box(), text);
    box().dispatchEvent(new Event("input", {bubbles: true}));
    close();
    setTimeout(() => document.querySelector(".st-key-search button").click());
  };

  // As going back and forth does it: one step in the browser's history, and Streamlit shows what the address names.
  const goTo = (address) => {
    const language = new URLSearchParams(location.search).get("lang");
    history.pushState({}, "", language ? `${address}&lang=${language}` : address);
    dispatchEvent(new PopStateEvent("popstate"));
  };

  const choose = (number) => {
    const {text, address} = suggestions[number];
    if (!address) return ask(text);
    close();
    goTo(address);
  };

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches?.(BOX)) return;
    known.clear();
    makeCombobox(0);
  }, true);
  document.addEventListener("focusout", (event) => event.target.matches?.(BOX) && close(), true);
  addEventListener("resize", () => isOpen() && lieBelowTheBox());

  document.addEventListener("input", (event) => {
    if (!event.isTrusted || !event.target.matches?.(BOX)) return;
    clearTimeout(waiting);
    waiting = setTimeout(suggest, WAIT_MS);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!event.isTrusted || event.isComposing || !event.target.matches?.(BOX)) return;
    const last = suggestions.length - 1;
    const steps = {
      ArrowDown: () => (isOpen() ? activate(active < last ? active + 1 : -1) : suggest()),
      ArrowUp: () => isOpen() && activate(active < 0 ? last : active - 1),
      Enter: () => isOpen() && active >= 0 && choose(active),
      Escape: close,
    };
    const isOurs = isOpen() && (event.key !== "Enter" || active >= 0);
    if (!(event.key in steps) || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && !isOurs) return close();
    if (isOurs || event.key === "ArrowDown") event.preventDefault();
    if (isOurs) event.stopPropagation();
    steps[event.key]();
  }, true);

  // A finger or a mouse on the list leaves the focus in the box.
  document.addEventListener("mousedown", (event) => event.target.closest?.(".suggestions") && event.preventDefault());
  document.addEventListener("click", (event) => {
    const item = event.target.closest?.(".suggestions [role=option]");
    if (item) choose([...list().children].indexOf(item));
  });
})();
