// <picked-needs>: tells how many needs are ticked and what they lack together, beside the button that pledges for them.

class PickedNeeds extends HTMLElement {
  connectedCallback() {
    this.numbers = new Intl.NumberFormat(document.documentElement.lang);
    this.addEventListener("change", () => this.tell());
    this.tell();
  }

  tell() {
    const ticked = [...this.querySelectorAll("input[name=need]:checked")];
    const told = this.querySelector("[data-part=told]");
    if (!told) return;
    this.classList.toggle("some", ticked.length > 0);
    const sums = [...this.sums(ticked)].map(([name, amount]) => this.words(name, amount));
    told.textContent = ticked.length
      ? this.word("some").replace("{count}", ticked.length).replace("{sum}", sums.join(" + "))
      : this.word("none");
  }

  sums(ticked) {
    const sums = new Map();
    for (const each of ticked.flatMap((box) => box.dataset.sum.split("; "))) {
      const [kind, item, amount] = each.split(":");
      const name = item || kind;
      sums.set(name, (sums.get(name) ?? 0) + Number(amount));
    }
    return sums;
  }

  words(name, amount) {
    if (name === "money") return `¥${this.numbers.format(amount / 100)}`;
    const template = this.querySelector(`template[data-gift="${name}"]`);
    return template ? template.content.textContent.replace("{amount}", this.numbers.format(amount)) : `${name} × ${amount}`;
  }

  word(name) {
    return this.querySelector(`template[data-word="${name}"]`)?.content.textContent ?? "";
  }
}

customElements.define("picked-needs", PickedNeeds);
