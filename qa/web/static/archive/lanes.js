// The bars of the timeline by the keyboard: each lane is one stop, and the arrows go from bar to bar.
(() => {
  "use strict";

  const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

  document.addEventListener("keydown", (event) => {
    const bar = event.target instanceof Element ? event.target.closest(".cd-bar") : null;
    if (!bar || !(event.key in STEPS || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    const bars = [...bar.parentElement.querySelectorAll(".cd-bar")];
    const at = bars.indexOf(bar) + (STEPS[event.key] || 0);
    const next = { Home: bars[0], End: bars[bars.length - 1] }[event.key] || bars[at];
    if (!next) return;
    bar.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
})();
