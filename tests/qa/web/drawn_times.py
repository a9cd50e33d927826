"""When a question and its evidence are drawn in a browser."""

WATCH = """
window.times = {};
const enter = (event) => { if (event.key === "Enter") times.enter = performance.now(); };
document.addEventListener("keydown", enter, true);
new MutationObserver((_, watching) => {
  const drawn = (name) => requestAnimationFrame(() => { times[name] ??= performance.now(); });
  if (document.querySelector(".cd-turn[aria-busy]")) drawn("question");
  if (!document.querySelector(".cd-turn[aria-busy] .cd-evidence .cd-sentence")) return;
  drawn("evidence");
  watching.disconnect();
  document.removeEventListener("keydown", enter, true);
}).observe(document.body, { childList: true, subtree: true });
"""
"""Sets ``window.times``: `enter`, `question` and `evidence`, in milliseconds."""
