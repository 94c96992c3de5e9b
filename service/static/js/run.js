// <live-run events="…/events" next="/…" limit="60">: follows a solve by its server-sent events and opens `next` when it
// has ended. Its words are <template data-word="name"> inside it. Figures change as they come; they are said aloud only
// at each quarter of the time. The value of the best plan, rising to the bound, is drawn in <svg data-part="rise">.

import { Rise } from "./rise.js";

const ENDS = ["done", "failed", "cancelled"];

class LiveRun extends HTMLElement {
  connectedCallback() {
    this.numbers = new Intl.NumberFormat(document.documentElement.lang);
    this.shares = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 2 });
    this.quarter = 0;
    this.rise = new Rise(this.part("rise"), this.numbers);
    this.follow();
    addEventListener("pagehide", () => this.stream.close());
    addEventListener("pageshow", (event) => event.persisted && this.follow());
  }

  disconnectedCallback() {
    this.stream.close();
  }

  follow() {
    this.stream = new EventSource(this.getAttribute("events"));
    this.stream.addEventListener("open", () => this.write("lost", ""));
    this.stream.addEventListener("error", () => this.write("lost", this.word("lost")));
    this.stream.addEventListener("progress", (event) => this.show(JSON.parse(event.data)));
    for (const end of ENDS) this.stream.addEventListener(end, () => this.leave());
  }

  show(progress) {
    this.write("phase", this.word(progress.phase) || progress.phase);
    this.write("figures", this.figures(progress));
    this.rise.add(progress);
    const share = Math.min(1, progress.seconds / Number(this.getAttribute("limit")));
    this.querySelector("progress").value = share;
    this.sayAt(Math.floor(share * 4));
  }

  figures({ objective, bound, gap }) {
    if (objective == null || bound == null) return "";
    const parts = { value: this.numbers.format(objective), bound: this.numbers.format(bound), gap: this.shares.format(gap) };
    return this.word("figures").replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  }

  sayAt(quarter) {
    if (quarter <= this.quarter) return;
    this.quarter = quarter;
    this.write("said", `${this.part("phase").textContent} ${this.part("figures").textContent}`);
  }

  leave() {
    this.stream.close();
    location.replace(this.getAttribute("next"));
  }

  word(name) {
    return this.querySelector(`template[data-word="${name}"]`)?.content.textContent ?? "";
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  write(name, text) {
    this.part(name).textContent = text;
  }
}

customElements.define("live-run", LiveRun);
