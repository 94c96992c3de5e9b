// <role-fields>: of a form's parts that are for one role (`[data-role]`), shows those of the role that is chosen.

class RoleFields extends HTMLElement {
  connectedCallback() {
    this.choice = this.querySelector("select[name=role]");
    this.choice.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    for (const part of this.querySelectorAll("[data-role]")) part.hidden = part.dataset.role !== this.choice.value;
  }
}

customElements.define("role-fields", RoleFields);
