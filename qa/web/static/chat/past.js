// The list of past conversations: by day, searched, renamed, pinned and deleted in its place.
(() => {
  "use strict";

  const { make, button, conversations, reopen, current } = window.citedesk;
  const DAY_MS = 24 * 3600 * 1000;
  const PINNED = "Pinned";

  function day(at) {
    const midnight = new Date().setHours(0, 0, 0, 0);
    if (at >= midnight) return "Today";
    // A day on which clocks change has 23 or 25 hours.
    if (at >= new Date(midnight - DAY_MS / 2).setHours(0, 0, 0, 0)) return "Yesterday";
    return new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date(at));
  }

  function time(at) {
    return new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }).format(new Date(at));
  }

  // -- searching ----------------------------------------------------------------------------------

  function wordsOf(conversation) {
    const texts = conversation.turns.map((kept) => {
      try {
        const turn = JSON.parse(JSON.parse(kept).turn);
        return `${turn.question} ${turn.answer.text}`;
      } catch {
        return "";
      }
    });
    return [conversation.title, ...texts].join(" ").toLocaleLowerCase();
  }

  function sought(kept) {
    const words = document.getElementById("cd-past-find").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return kept;
    return kept.filter((conversation) => {
      const text = wordsOf(conversation);
      return words.every((word) => text.includes(word));
    });
  }

  // -- the list -----------------------------------------------------------------------------------

  let renaming = "";
  let deleted = null;

  function list() {
    const place = document.getElementById("cd-past-list");
    if (!place) return;
    const kept = conversations.all();
    const shown = sought(kept);
    const groups = new Map();
    for (const conversation of [...shown.filter((one) => one.pinned), ...shown.filter((one) => !one.pinned)]) {
      const name = conversation.pinned ? PINNED : day(conversation.at);
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(conversation);
    }
    place.replaceChildren(...[...groups].map(([name, some]) => group(name, some)));
    document.getElementById("cd-past-find").hidden = !kept.length;
    showState(kept.length, shown.length);
  }

  function showState(kept, shown) {
    const place = document.getElementById("cd-past-state");
    place.replaceChildren();
    if (deleted) {
      place.append(make("bdi", "", deleted.title), " was deleted. ", button("cd-copy", "Undo", undo));
    } else if (!kept) {
      place.append("No conversations have been saved in this browser yet.");
    } else if (!shown) {
      place.append("No past conversation contains all these words.");
    }
    place.hidden = !place.childNodes.length;
  }

  function group(name, some) {
    const section = make("section");
    const items = make("ul");
    items.append(...some.map((conversation) => (conversation.name === renaming ? nameLine : item)(conversation)));
    section.append(make("h3", "", name), items);
    return section;
  }

  function item(conversation) {
    const { name, title, at, pinned, turns } = conversation;
    const shown = document.getElementById("cd-past-item").content.firstElementChild.cloneNode(true);
    shown.dataset.name = name;
    const open = shown.querySelector(".cd-past-open");
    if (name === current()) open.setAttribute("aria-current", "true");
    open.firstElementChild.textContent = title;
    const when = pinned ? `${day(at)}, ${time(at)}` : time(at);
    open.lastElementChild.textContent = turns.length === 1 ? when : `${when} · ${turns.length} questions`;
    const labels = { pin: "Pin", rename: "Rename", delete: "Delete" };
    for (const element of shown.querySelectorAll("[data-past]")) {
      element.setAttribute("aria-label", `${labels[element.dataset.past]}: ${title}`);
    }
    const pin = shown.querySelector("[data-past='pin']");
    pin.setAttribute("aria-pressed", String(Boolean(pinned)));
    if (pinned) pin.title = "Unpin";
    return shown;
  }

  function nameLine(conversation) {
    const shown = make("li", "cd-past-renaming");
    const line = make("input", "cd-input");
    Object.assign(line, { type: "text", value: conversation.title, maxLength: 200, dir: "auto" });
    line.setAttribute("aria-label", "New name");
    const done = (changes) => {
      if (!renaming) return;
      renaming = "";
      if (changes.title) conversations.change(conversation.name, changes);
      list();
      focusOn(conversation.name, "rename");
    };
    const taken = () => done({ title: line.value.trim() });
    line.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      // Escape would close the list as well.
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter") taken();
      else done({});
    });
    shown.append(line, button("cd-action", "Save", taken), button("cd-action", "Cancel", () => done({})));
    return shown;
  }

  // -- what can be done ---------------------------------------------------------------------------

  const itemOf = (name) => document.querySelector(`#cd-past-list li[data-name="${CSS.escape(name)}"]`);

  function focusOn(name, what) {
    itemOf(name)?.querySelector(`[data-past='${what}']`).focus();
  }

  function undo() {
    const { name } = deleted;
    conversations.remember(deleted);
    deleted = null;
    list();
    focusOn(name, "delete");
  }

  const doing = {
    pin(name) {
      const { pinned } = conversations.all().find((one) => one.name === name);
      conversations.change(name, { pinned: !pinned });
      list();
      focusOn(name, "pin");
    },
    rename(name) {
      renaming = name;
      list();
      document.querySelector(".cd-past-renaming input")?.select();
    },
    delete(name) {
      const items = [...document.querySelectorAll("#cd-past-list li[data-name]")];
      const at = items.indexOf(itemOf(name));
      const next = (items[at + 1] || items[at - 1])?.dataset.name;
      deleted = conversations.forget(name);
      list();
      // Who is on the keyboard goes on from there.
      if (next) focusOn(next, "delete");
      else document.querySelector("#cd-past-state button")?.focus();
    },
  };

  function close() {
    const past = document.getElementById("cd-past");
    const open = Boolean(past?.open);
    if (open) past.open = false;
    return open;
  }

  document.addEventListener("click", (event) => {
    const past = document.getElementById("cd-past");
    // The list may have been drawn anew since, and what was clicked is no longer in it.
    if (!past || !event.composedPath().includes(past)) {
      close();
      return;
    }
    const shown = event.target.closest("li[data-name]");
    const pressed = event.target.closest("[data-past]");
    if (shown && pressed) doing[pressed.dataset.past](shown.dataset.name);
    else if (shown && event.target.closest(".cd-past-open")) {
      close();
      reopen(shown.dataset.name);
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "cd-past-find") return;
    deleted = null;
    list();
  });

  // Opened, it shows what is so now: midnight may have passed.
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.id !== "cd-past" || !event.target.open) return;
      renaming = "";
      deleted = null;
      list();
    },
    true,
  );

  // Another tab of this browser has kept something.
  window.addEventListener("storage", (event) => {
    if (event.key === conversations.PLACE && !renaming) list();
  });

  Object.assign(window.citedesk, { list, closePast: close });
})();
