// An article as the reader shows it. Everything that comes from one goes in as text, never as HTML.
(() => {
  "use strict";

  const { make, button, words, read } = window.citedesk;

  // Offsets count code points, a string's own indexes count UTF-16 units: an emoji is one of the former.
  // The passage that was asked for is marked by <mark>, others of the answer more quietly.
  function fill(element, text, ranges) {
    const points = Array.from(text);
    const borders = new Set([0, points.length, ...ranges.flatMap(({ start, end }) => [start, end])]);
    const sorted = [...borders].filter((at) => at <= points.length).sort((one, two) => one - two);
    element.replaceChildren();
    sorted.slice(0, -1).forEach((start, index) => {
      const piece = points.slice(start, sorted[index + 1]).join("");
      const over = ranges.filter((range) => range.start <= start && start < range.end);
      if (!over.length) element.append(piece);
      else if (over.some((range) => range.current)) element.append(make("mark", "", piece));
      else element.append(make("span", "cd-other-mark", piece));
    });
    return element;
  }

  function day(moment) {
    const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat("en-GB", options).format(new Date(moment));
  }

  function originalLink(address) {
    try {
      const url = new URL(address);
      if (url.protocol !== "http:" && url.protocol !== "https:") return null;
      const link = make("a", "", "Original");
      link.href = url.href;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      return link;
    } catch {
      return null;
    }
  }

  function line(className, parts, between = " · ") {
    const element = make("p", className);
    parts.forEach((part, index) => element.append(...(index ? [between, part] : [part])));
    return element;
  }

  // An author is "Ada Roe" in one article and "By Ada Roe" in another.
  const nameOf = ({ author }) => (author || "").replace(/^by\s+/i, "");

  function facts(article) {
    const parts = [];
    if (article.source) parts.push(make("bdi", "cd-outlet", article.source));
    parts.push(make("bdi", "", article.published_at ? day(article.published_at) : "undated"));
    if (article.author) parts.push(make("bdi", "", `By ${nameOf(article)}`));
    if (article.versions.length > 1) {
      parts.push(make("span", "cd-whole", `Version ${article.version} of ${Math.max(...article.versions)}`));
    }
    const link = originalLink(article.url);
    if (link) parts.push(link);
    return line("cd-origin", parts);
  }

  // Which versions there are, and where else the story stands.
  function others(article) {
    const shown = [];
    if (article.versions.length > 1) {
      // A text that was only cleaned otherwise is a version too, and no correction.
      const inUse = article.corrects === null ? "This is the current text." : "This is the corrected text.";
      const intro = `${article.active ? inUse : "There is a newer text."} Versions:`;
      const buttons = article.versions.map((version) => {
        const element = button("cd-copy", `${version}`, () => read(article.article_id, version), `Version ${version}`);
        if (version === article.version) element.setAttribute("aria-current", "true");
        return element;
      });
      const told = line("cd-changed", [intro], "");
      buttons.forEach((element) => told.append(" ", element));
      told.append(" ", window.citedesk.whatChanged(article));
      shown.push(told);
    }
    if (article.also_in && article.also_in.length) {
      const buttons = article.also_in.map((copy) =>
        button("cd-copy", copy.source || copy.title || copy.article_id, () => read(copy.article_id, null)),
      );
      const told = line("cd-copies", ["Also in: "], "");
      buttons.forEach((element, index) => told.append(...(index ? [", ", element] : [element])));
      shown.push(told);
    }
    return shown;
  }

  const pageLink = (search) => new URL(`?${new URLSearchParams(search)}`, document.baseURI).href;

  // What can be taken along of the passage that is shown.
  function takeAlong(article, places) {
    const place = places.find((one) => one.current);
    if (!place) return [];
    const quote = Array.from(article[place.field] || "").slice(place.start, place.end).join("");
    const when = article.published_at ? day(article.published_at) : "undated";
    const from = [nameOf(article), article.title, article.source, when, article.url].filter(Boolean).join(", ");
    const { field, start, end } = place;
    const line = make("p", "cd-take-along");
    for (const [name, text] of [
      ["Copy with attribution", `“${nested(quote)}” (${from})`],
      ["Copy link to this passage", pageLink({ read: article.article_id, version: article.version, field, start, end })],
    ]) {
      const element = button("cd-action", name, () => {});
      element.dataset.copy = text;
      line.append(element);
    }
    return [line];
  }

  // Quotation marks within quotation marks are single ones.
  const nested = (text) => text.replace(/“|(?<=^|[\s([])"/g, "‘").replace(/[”"]/g, "’");

  function articleParts(article, places) {
    const range = (field) => places.filter((place) => place.field === field);
    const parts = [
      facts(article),
      fill(words("h2", "cd-reader-title"), article.title, range("title")),
      ...takeAlong(article, places),
      ...others(article),
    ];
    if (article.summary) {
      parts.push(fill(words("p", "cd-reader-summary"), article.summary, range("summary")));
    }
    parts.push(fill(words("div", "cd-reader-body"), article.body, range("body")));
    if (article.credit) parts.push(words("p", "cd-quiet", article.credit));
    return parts;
  }

  Object.assign(window.citedesk, { articleParts });
})();
