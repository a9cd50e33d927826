// The turns above the last one. With every question the server sends the one that has just gone up, and all of
// them only where something was done to one: so what a question costs does not grow with the conversation.
(() => {
  "use strict";

  const { make } = window.citedesk;

  // As the server sent them: what the page itself changes in a turn is no reason to draw it anew.
  const sent = new WeakMap();

  // Where the focus is within a part, as a way through its children; null where it is elsewhere.
  function wayToFocus(part) {
    if (!part.contains(document.activeElement)) return null;
    const way = [];
    for (let at = document.activeElement; at !== part; at = at.parentElement) way.unshift([...at.parentElement.children].indexOf(at));
    return way;
  }

  function replace(old, fresh) {
    const way = wayToFocus(old);
    old.replaceWith(fresh);
    way?.reduce((at, number) => at?.children[number], fresh)?.focus({ preventScroll: true });
  }

  // Called with what the server sends: the turns from the one that `data-from` names on.
  function settle(place, html) {
    const made = make("template");
    made.innerHTML = html;
    const fresh = made.content.querySelector(".cd-turns");
    if (!fresh) {
      place.replaceChildren();
      return;
    }
    const from = Number(fresh.dataset.from);
    let shown = place.querySelector(".cd-turns");
    if (shown?.dataset.conversation !== fresh.dataset.conversation) {
      shown = fresh.cloneNode(false);
      place.replaceChildren(shown);
    }
    const kept = from > 1 ? [...shown.children].findIndex((part) => part.id === `turn-${from - 1}`) + 1 : 0;
    if (from > 1 && !kept) {
      // What this goes on from is not here.
      window.citedesk.tell("act", { do: "redraw" });
      return;
    }
    const parts = [...fresh.children];
    parts.forEach((part, at) => {
      const old = shown.children[kept + at];
      const html = part.outerHTML;
      if (!old) shown.append(part);
      else if (sent.get(old) !== html) replace(old, part);
      if (part.isConnected) sent.set(part, html);
    });
    while (shown.children.length > kept + parts.length) shown.lastElementChild.remove();
  }

  Object.assign(window.citedesk, { settle });
})();
