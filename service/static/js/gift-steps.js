// <gift-steps data-unit="100" data-most="2000000">: a slider beside the number box, and the picture of the steps under it.
// All steps stand in its table, so nothing is asked of the server: the mark moves, the words follow, and the cards of the
// needs that the gift unlocks (`[data-need]`) are marked on the page.

class GiftSteps extends HTMLElement {
  connectedCallback() {
    this.unit = Number(this.dataset.unit);
    this.most = Number(this.dataset.most);
    this.numbers = new Intl.NumberFormat(document.documentElement.lang);
    this.steps = [...this.querySelectorAll("tr[data-amount]")].map(({ dataset }) => ({
      amount: Number(dataset.amount),
      count: Number(dataset.count),
      more: dataset.more.split(" ").filter(Boolean),
      less: dataset.less.split(" ").filter(Boolean),
    }));
    this.slide = this.querySelector("input[type=range]");
    this.box = this.querySelector("input[type=number]");
    this.slide.closest("label").hidden = false;
    this.slide.addEventListener("input", () => this.moved(Number(this.slide.value)));
    this.box.addEventListener("input", () => this.written(this.entered()));
    this.show(this.entered());
  }

  entered() {
    return Math.round(Number(this.box.value) * this.unit);
  }

  moved(amount) {
    const whole = this.unit > 1 ? Math.round(amount / this.unit) * this.unit : amount;
    this.box.value = whole / this.unit;
    this.show(whole);
  }

  written(amount) {
    this.slide.value = Math.min(amount, this.most);
    this.show(amount);
  }

  show(amount) {
    const { needs, count, used } = this.reached(amount);
    this.write("told", this.words(count === 1 ? "one" : "other", { gift: this.gift(amount), count }));
    this.write("used", count ? this.words("used", { gift: this.gift(used) }) : "");
    this.slide.setAttribute("aria-valuetext", this.part("told").textContent);
    const place = `${Math.min(100, (100 * amount) / this.most)}%`;
    for (const end of ["x1", "x2"]) this.part("mark").setAttribute(end, place);
    for (const stair of this.querySelectorAll("svg [data-amount]")) {
      stair.classList.toggle("reached", Number(stair.dataset.amount) <= amount);
    }
    for (const card of document.querySelectorAll("[data-need]")) {
      card.classList.toggle("unlocked", needs.has(card.dataset.need));
    }
    this.choose(needs);
  }

  reached(amount) {
    const needs = new Set();
    let last = { count: 0, amount: 0 };
    for (const step of this.steps) {
      if (step.amount > amount) break;
      step.less.forEach((name) => needs.delete(name));
      step.more.forEach((name) => needs.add(name));
      last = step;
    }
    return { needs, count: last.count, used: last.amount };
  }

  choose(needs) {
    const link = this.part("choose");
    if (!link) return;
    link.hidden = !needs.size;
    link.href = `/sponsor/pledge?${[...needs].map((name) => `need=${name}`).join("&")}`;
  }

  gift(amount) {
    const told = this.numbers.format(amount / this.unit);
    return this.words(amount / this.unit === 1 ? "gift-one" : "gift-other", { amount: told });
  }

  words(name, parts) {
    const template = this.querySelector(`template[data-word="${name}"]`).content.textContent;
    return template.replace(/\{(\w+)\}/g, (_, part) => parts[part]);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  write(name, text) {
    this.part(name).textContent = text;
  }
}

customElements.define("gift-steps", GiftSteps);
