// Numbers as people read them, elements, and small charts. Text goes in as text, never as markup.
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const SVG = 'http://www.w3.org/2000/svg';

/** What isn't known is a dash, never an old number. */
export const UNKNOWN = '–';

export const count = (n) => (Number.isFinite(n) ? whole.format(n) : UNKNOWN);
export const decimal = (n) => (Number.isFinite(n) ? fine.format(n) : UNKNOWN);
export const rate = (n) => (!Number.isFinite(n) ? UNKNOWN : n > 0 && n < 10 ? n.toFixed(1) : whole.format(n));

/** A span of seconds in words. */
export function span(seconds) {
  if (!Number.isFinite(seconds)) return UNKNOWN;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** An element with a class and what is in it: texts or other elements. */
export function make(name, classes, ...content) {
  const element = document.createElement(name);
  if (classes) element.className = classes;
  element.append(...content);
  return element;
}

/** Changes a text only where it differs, so that nothing is laid out or read aloud anew for nothing. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The options of a select; what was chosen stays chosen while there is such an option. */
export function offer(select, options) {
  const now = [...select.options].map((option) => option.value).join('\n');
  if (now === options.map(([value]) => value).join('\n')) return;
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}

const shape = (name, attributes, text) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

const WIDTH = 360;
const HEIGHT = 130;
const LEFT = 44;
const BOTTOM = 18;

/**
 * A chart of both paths over time.
 * @param title what it shows
 * @param lines for each path its [x in 0..1, y or null] points
 */
export function chart(title, lines, print) {
  const values = Object.values(lines).flat().map(([, y]) => y).filter(Number.isFinite);
  const high = Math.max(...values, 0);
  const low = Math.min(...values, high);
  const floor = low >= 0 && low <= high * 0.7 ? 0 : low - (high - low || 1) * 0.2;
  const top = high + (high - floor || 1) * 0.1;
  const x = (at) => LEFT + at * (WIDTH - LEFT - 4);
  const y = (value) => (HEIGHT - BOTTOM) - ((value - floor) / (top - floor)) * (HEIGHT - BOTTOM - 6);
  const last = (points) => points.filter(([, value]) => Number.isFinite(value)).at(-1)?.[1];
  const svg = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img' });
  svg.setAttribute('aria-label', `${title}; at last Kafka ${print(last(lines.kafka ?? []))}, RabbitMQ ${print(last(lines.rabbitmq ?? []))}`);
  for (const value of high > floor ? [floor, floor + (high - floor) / 2, high] : [floor]) {
    svg.append(shape('line', { class: 'grid', x1: LEFT, x2: WIDTH - 4, y1: y(value), y2: y(value) }));
    if (values.length) svg.append(shape('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, print(value)));
  }
  svg.append(shape('text', { x: LEFT, y: HEIGHT - 3 }, '5 min ago'), shape('text', { x: WIDTH - 4, y: HEIGHT - 3, 'text-anchor': 'end' }, 'now'));
  for (const [path, points] of Object.entries(lines)) {
    let pen = 'M';
    let line = '';
    for (const [at, value] of points) {
      if (Number.isFinite(value)) {
        line += `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = 'L';
      } else {
        pen = 'M';
      }
    }
    svg.append(shape('path', { class: path === 'kafka' ? 'k' : 'r', d: line }));
  }
  return make('figure', '', make('figcaption', '', title), svg);
}
