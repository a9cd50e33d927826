// The filters of chat and archive: their panel opens and closes here, and what is set goes to the server.
(() => {
  "use strict";

  const root = document.documentElement;
  const PARTS = ".cd-filter-panel, .cd-filter-bar, .cd-when";
  // A day that is typed passes through years that nobody means.
  const PAUSE_MS = 700;
  let waiting = 0;
  // What the server draws anew keeps its place: who was on what, what was looked for, how far it was scrolled.
  let focused = null;
  const sought = {};
  const scrolled = {};

  const tell = (place, said) => window.citedesk.tell(place, said);
  const opener = (place) => document.getElementById(`cd-filter-${place}-open`);

  function open(place) {
    root.dataset.filters = place;
    tell(`filter-${place}`, { do: "show" });
    drawFilters();
  }

  // Returns whether there was anything to close.
  function closeFilters(back) {
    const place = root.dataset.filters;
    if (!place) return false;
    delete root.dataset.filters;
    if (back) opener(place)?.focus();
    drawFilters();
    return true;
  }

  function sameAs(element) {
    if (element.matches("input[type='checkbox']")) {
      const alike = `.cd-filter-panel input[data-to="${element.dataset.to}"][data-facet="${element.dataset.facet}"]`;
      const value = element.value;
      return () => [...document.querySelectorAll(alike)].find((other) => other.value === value);
    }
    if (element.matches(".cd-bar")) {
      const { bars } = element.parentElement.dataset;
      return () => document.querySelector(`[data-bars="${bars}"] [data-first_day="${element.dataset.first_day}"]`);
    }
    if (element.matches(".cd-lane-name")) {
      const { outlets } = element.parentElement.dataset;
      return () => [...document.querySelectorAll(".cd-lane")].find((lane) => lane.dataset.outlets === outlets)?.querySelector("button");
    }
    const { id } = element;
    if (id) return () => document.getElementById(id);
    const bar = element.closest("[id^='cd-filter-']")?.id;
    return () => document.getElementById(bar)?.querySelector("button");
  }

  document.addEventListener("focusin", ({ target }) => {
    focused = target instanceof Element && target.closest(PARTS) ? { element: target, same: sameAs(target) } : null;
  });

  function narrow(line) {
    const word = line.value.trim().toLocaleLowerCase();
    for (const item of line.closest("fieldset").querySelectorAll("li")) {
      item.hidden = !item.textContent.toLocaleLowerCase().includes(word);
    }
  }

  // Called after every change of the page.
  function drawFilters() {
    for (const button of document.querySelectorAll("button[data-filters]")) {
      const expanded = String(root.dataset.filters === button.dataset.filters);
      if (button.getAttribute("aria-expanded") !== expanded) button.setAttribute("aria-expanded", expanded);
    }
    for (const list of document.querySelectorAll(".cd-filter-values:not([data-drawn])")) {
      list.dataset.drawn = "yes";
      const line = list.closest("fieldset").querySelector(".cd-filter-find");
      if (line && sought[line.id]) {
        line.value = sought[line.id];
        narrow(line);
      }
      list.scrollTop = scrolled[list.id] || 0;
    }
    if (focused && !focused.element.isConnected && document.activeElement === document.body) {
      const same = focused.same();
      focused = null;
      same?.focus({ preventScroll: true });
    }
  }

  document.addEventListener("scroll", ({ target }) => {
    if (target instanceof Element && target.matches(".cd-filter-values[data-drawn]")) scrolled[target.id] = target.scrollTop;
  }, true);

  document.addEventListener("input", ({ target }) => {
    if (!(target instanceof Element) || !target.matches(".cd-filter-find")) return;
    sought[target.id] = target.value;
    narrow(target);
  });

  function sendDay(line) {
    clearTimeout(waiting);
    tell(line.dataset.to, { do: "days", [line.dataset.day]: line.value });
  }

  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof Element) || !target.closest(PARTS)) return;
    if (target.matches("input[type='checkbox']")) {
      tell(target.dataset.to, { do: "toggle", facet: target.dataset.facet, value: target.value });
    } else if (target.matches("[data-day]")) {
      clearTimeout(waiting);
      waiting = setTimeout(sendDay, PAUSE_MS, target);
    }
  });

  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    const button = target.closest("button[data-filters]");
    if (button) {
      if (!closeFilters(true)) open(button.dataset.filters);
    } else if (target.closest("[data-filters-close]")) {
      closeFilters(true);
    } else if (root.dataset.filters === "chat" && !target.closest(PARTS)) {
      closeFilters(false);
    }
  });

  Object.assign(window.citedesk, { drawFilters, closeFilters });
})();
