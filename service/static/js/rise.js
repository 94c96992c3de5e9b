// Draws a solve into an <svg viewBox="0 0 600 140">: the value of the best plan as it rises, and the bound as it comes
// down, over the seconds. Where there is no <svg>, nothing is drawn.

const [LEFT, RIGHT, TOP, BOTTOM] = [0, 520, 12, 124];

export class Rise {
  constructor(svg, numbers) {
    this.svg = svg;
    this.numbers = numbers;
    this.points = [];
  }

  add({ seconds, objective, bound }) {
    if (!this.svg || objective == null || bound == null) return;
    this.points.push({ seconds, objective, bound });
    this.svg.removeAttribute("hidden");
    this.svg.replaceChildren(this.line("bound"), this.line("objective"), this.end("bound"), this.end("objective"));
  }

  line(name) {
    const places = this.points.map((point) => `${this.x(point.seconds)},${this.y(point[name])}`);
    return this.drawn("polyline", { class: name, points: [...places, `${RIGHT},${this.y(this.last[name])}`].join(" ") });
  }

  end(name) {
    const text = this.drawn("text", { class: name, x: RIGHT + 8, y: this.y(this.last[name]) + (name === "bound" ? -2 : 12) });
    text.textContent = this.numbers.format(this.last[name]);
    return text;
  }

  get last() {
    return this.points[this.points.length - 1];
  }

  x(seconds) {
    const [first, span] = [this.points[0].seconds, this.last.seconds - this.points[0].seconds || 1];
    return (LEFT + ((RIGHT - LEFT) * (seconds - first)) / span).toFixed(1);
  }

  y(value) {
    const values = this.points.flatMap(({ objective, bound }) => [objective, bound]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return Math.round(BOTTOM - ((BOTTOM - TOP) * (value - least)) / (most - least || 1));
  }

  drawn(name, attributes) {
    const made = document.createElementNS(this.svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }
}
