// Finding words in the article that is open.
(() => {
  "use strict";

  const { make } = window.citedesk;
  const NAME = "cd-found";

  function rangesOf(page, sought) {
    const ranges = [];
    const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
    const word = sought.toLocaleLowerCase();
    while (word && walker.nextNode()) {
      const text = walker.currentNode.data.toLocaleLowerCase();
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + word.length);
        ranges.push(range);
      }
    }
    return ranges;
  }

  // A line to type in, and how many places have what it says; Enter goes to the next one.
  function finder(page) {
    const box = make("div", "cd-finder");
    const line = make("input", "cd-input");
    line.type = "search";
    line.placeholder = "Find in article";
    line.setAttribute("aria-label", "Find in article");
    const count = make("span", "cd-quiet");
    count.setAttribute("role", "status");
    box.append(line, count);
    let ranges = [];
    let at = -1;
    const draw = () => {
      if (window.CSS?.highlights) CSS.highlights.set(NAME, new Highlight(...ranges));
      count.textContent = line.value ? `${ranges.length ? at + 1 : 0} of ${ranges.length}` : "";
      ranges[at]?.startContainer.parentElement.scrollIntoView({ block: "nearest" });
      if (ranges[at]) page.scrollTop += ranges[at].getBoundingClientRect().top - page.getBoundingClientRect().top - 120;
    };
    line.addEventListener("input", () => {
      ranges = rangesOf(page, line.value);
      at = ranges.length ? 0 : -1;
      draw();
    });
    line.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && ranges.length) {
        at = (at + (event.shiftKey ? ranges.length - 1 : 1)) % ranges.length;
        draw();
      } else if (event.key === "Escape" && line.value) {
        event.preventDefault();
        event.stopPropagation();
        line.value = "";
        line.dispatchEvent(new Event("input"));
      }
    });
    return box;
  }

  Object.assign(window.citedesk, { finder });
})();
