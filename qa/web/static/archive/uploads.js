// Files on their way to the server, and those that wait there to be taken in.
(() => {
  "use strict";

  const { make, words, button } = window.citedesk;
  let files = [];
  let number = null;
  let last = Promise.resolve();

  function size(bytes) {
    return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  }

  function row(file) {
    const line = make("li", "cd-upload");
    line.append(words("span", "", file.name), make("span", "cd-quiet", size(file.size)));
    file.bar = null;
    if (file.error) {
      line.append(make("span", "cd-upload-error", file.error));
      line.lastChild.setAttribute("role", "alert");
    } else if (!file.id) {
      file.bar = make("progress");
      Object.assign(file.bar, { max: 1, value: 0 });
      file.bar.setAttribute("aria-label", `Upload of ${file.name}`);
      line.append(file.bar);
    }
    line.append(button("cd-action", "Remove", () => leaveOut(file), `Remove ${file.name}`));
    return line;
  }

  // Only this one's: who is on the button of another one stays there.
  function show(file) {
    const line = row(file);
    file.line?.replaceWith(line);
    file.line = line;
  }

  function draw() {
    document.querySelector("#cd-files ul")?.replaceChildren(...files.map((file) => file.line));
  }

  // Called after every change of the page: Gradio may have drawn the list's place anew.
  function drawUploads() {
    const zone = document.querySelector("#cd-files .cd-drop");
    if (!zone) return;
    if (number !== null && zone.dataset.number !== number) files = files.filter((file) => !file.taken);
    number = zone.dataset.number;
    if (zone.querySelector("ul").childElementCount !== files.length) draw();
  }

  function leaveOut(file) {
    files = files.filter((other) => other !== file);
    file.left = true;
    file.request?.abort();
    if (file.id) fetch(`api/uploads/${file.id}`, { method: "DELETE" }).catch(() => {});
    draw();
    document.querySelector("#cd-files input")?.focus();
  }

  function said(request) {
    try {
      const { error, try: hint } = JSON.parse(request.responseText);
      return `${error}. ${hint}`;
    } catch {
      return "The server cannot be reached. Check that it is still running, then try again.";
    }
  }

  function send(file) {
    if (file.left) return Promise.resolve();
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      file.request = request;
      request.upload.addEventListener("progress", (event) => {
        if (file.bar) file.bar.value = event.loaded / Math.max(1, event.total);
      });
      request.addEventListener("loadend", () => {
        if (request.status === 201) file.id = JSON.parse(request.responseText).id;
        else file.error = said(request);
        show(file);
        resolve();
      });
      request.open("POST", `api/uploads?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.send(file.content);
    });
  }

  function add(chosen) {
    for (const content of chosen) {
      const file = { name: content.name, size: content.size, content };
      // One after the other: a browser has few connections, and the page needs some.
      last = last.then(() => send(file));
      file.ended = last;
      show(file);
      files.push(file);
    }
    draw();
  }

  // What waits on the server, by the names that it gave.
  async function uploaded() {
    await Promise.all(files.map((file) => file.ended));
    for (const file of files) file.taken = Boolean(file.id);
    return files.map((file) => file.id).filter(Boolean).join(" ");
  }

  document.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.closest("#cd-files")) return;
    add([...event.target.files]);
    event.target.value = "";
  });
  // -- from anywhere on the page --------------------------------------------------------------------

  const veil = make("div", "cd-veil");

  function lower(text) {
    veil.textContent = text;
    document.body.append(veil);
  }

  async function bring(chosen) {
    const tabs = [...document.querySelectorAll("#cd-tabs button[role='tab']")];
    tabs.find((tab) => tab.textContent.trim() === "Archive")?.click();
    const ends = Date.now() + 5000;
    while (!document.querySelector("#cd-files .cd-drop") && Date.now() < ends) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (document.querySelector("#cd-files .cd-drop")) {
      add(chosen);
      document.querySelector("#cd-files").scrollIntoView({ block: "nearest" });
    } else {
      lower("Only operators may add articles.");
      setTimeout(() => veil.remove(), 4000);
    }
  }

  for (const kind of ["dragover", "drop", "dragleave"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // Else the browser would open the file in place of the page.
      event.preventDefault();
      if (kind === "dragover") lower("Drop the files to add them to the archive");
      else if (kind === "drop" || !event.relatedTarget) veil.remove();
      if (kind === "drop") bring([...event.dataTransfer.files]);
    });
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element && event.target.closest("[data-upload]"))) return;
    const chooser = make("input");
    chooser.id = "cd-chooser";
    Object.assign(chooser, { type: "file", multiple: true, hidden: true });
    chooser.addEventListener("change", () => {
      bring([...chooser.files]);
      chooser.remove();
    });
    document.getElementById("cd-chooser")?.remove();
    document.body.append(chooser);
    chooser.click();
  });

  Object.assign(window.citedesk, { drawUploads, uploaded });
})();
