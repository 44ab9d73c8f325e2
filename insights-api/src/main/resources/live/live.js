// The live page: listens to /v1/stream with the viewer's key, and shows what it tells. What isn't told any more isn't shown any more.
import { UNKNOWN, chart, count, decimal, make, offer, rate, say, span } from './drawing.js';

const SILENCE_MILLIS = 6000;
const LOST_MILLIS = 1500;
const COMPARED_LIMIT_SECONDS = 60;
const AGAIN_MILLIS = 1000;
const KEY = 'aguacero.key';
const PATHS = { kafka: 'Kafka', rabbitmq: 'RabbitMQ' };
const $ = (id) => document.getElementById(id);
let heardAt = -Infinity;
let newest = null;
let rates = {};
let drawn = '';

const NODES = [
  ['door', 'ingress-api', ''], ['router', 'router-api', ''],
  ['kw', 'kafka-writer', 'k'], ['kb', 'Kafka', 'k'], ['kc', 'kafka-consumer', 'k'],
  ['rw', 'rabbit-writer', 'r'], ['rb', 'RabbitMQ', 'r'], ['rc', 'rabbit-consumer', 'r'], ['store', 'Valkey', ''],
];
const LINKS = [
  ['l0', '', 'accepted', 'accepted by the door'],
  ['k1', 'k', 'sent:kafka-writer', 'sent to kafka-writer'], ['k2', 'k', 'stored:kafka', 'stored in Kafka'],
  ['k3', 'k', 'counted:kafka', 'read from Kafka'], ['k4', 'k', 'counted:kafka', 'counted by kafka-consumer'],
  ['r1', 'r', 'sent:rabbit-writer', 'sent to rabbit-writer'], ['r2', 'r', 'stored:rabbitmq', 'stored in RabbitMQ'],
  ['r3', 'r', 'counted:rabbitmq', 'read from RabbitMQ'], ['r4', 'r', 'counted:rabbitmq', 'counted by rabbit-consumer'],
];

function layFlow() {
  const node = ([area, name, side]) => [area, make('div', `node ${area} ${side}`, make('b', '', name), make('span', '', UNKNOWN))];
  const link = ([area, side, , what]) => [area, make('div', `link ${area} ${side}`, make('span', '', UNKNOWN), make('span', 'unseen', ` events a second ${what}`), make('i', ''))];
  const parts = Object.fromEntries([...NODES.map(node), ...LINKS.map(link)]);
  const order = ['door', 'l0', 'router', 'k1', 'kw', 'k2', 'kb', 'k3', 'kc', 'k4', 'r1', 'rw', 'r2', 'rb', 'r3', 'rc', 'r4', 'store'];
  $('flow').append(...order.map((area) => parts[area]));
}

function problem(id, text) {
  $(id).hidden = !text;
  say($(id), text ?? '');
}

const ageSeconds = (snapshot, on) => (on?.comparedAt ? (Date.parse(snapshot.at) - Date.parse(on.comparedAt)) / 1000 : NaN);

/** The one sentence: state, sentence, and what stands below it. */
function verdict(snapshot) {
  if (!snapshot) return ['bad', 'insights-api does not answer.', 'What it told before is not shown any more. This page tries again by itself.'];
  if (snapshot.totals.problem) return ['bad', 'The store does not answer.', `Nothing can be counted or read now; accepted events wait in both logs. ${snapshot.totals.problem}`];
  const paths = Object.entries(snapshot.reconciliation);
  const lost = paths.filter(([, on]) => on.gap !== 0).map(([path, on]) => `${count(on.gap)} on the ${PATHS[path]} path`);
  if (lost.length) return ['bad', `Events are lost or counted twice: ${lost.join(', ')}.`, 'Reconciliation names them: /v1/reconciliation.'];
  const flow = snapshot.flow.value ?? {};
  const closed = Object.keys(PATHS).filter((path) => flow[`open:${path}`] === 0).map((path) => PATHS[path]);
  if (closed.length) return ['bad', `The path over ${closed.join(' and ')} is closed.`, 'The door refuses what would go over it; nothing that was accepted is lost.'];
  const age = Math.max(...paths.map(([, on]) => ageSeconds(snapshot, on)));
  if (!(age < COMPARED_LIMIT_SECONDS)) return ['warn', 'Whether all is counted is not known now.', Number.isNaN(age) ? 'Reconciliation has not compared every shard yet.' : `Reconciliation was last through ${span(age)} ago.`];
  const partial = snapshot.totals.value.some((one) => Object.values(one.paths).some((on) => !on.complete));
  if (partial) return ['warn', 'The totals do not hold everything yet.', 'The store is being filled again from the logs, or a log no longer begins at its beginning.'];
  const inFlight = Math.max(...paths.map(([, on]) => on.inFlight));
  const behind = `both logs were compared with the store ${span(Math.max(age, 0))} ago`;
  return inFlight > 0
    ? ['good', 'Every accepted event is counted or on its way.', `${count(inFlight)} on their way; ${behind}.`]
    : ['good', 'Every accepted event is counted, on both paths.', `${behind[0].toUpperCase()}${behind.slice(1)}.`];
}

function showFlow(snapshot) {
  const flow = snapshot?.flow.value ?? {};
  problem('flow-problem', snapshot?.flow.problem);
  const lag = (path) => (Number.isFinite(flow[`lag:${path}`]) ? `${count(flow[`lag:${path}`])} waiting` : UNKNOWN);
  const up = (name) => (flow[`up:${name}`] === 0 ? 'down' : flow[`up:${name}`] === 1 ? 'up' : UNKNOWN);
  const notes = { Kafka: lag('kafka'), RabbitMQ: lag('rabbitmq'), Valkey: snapshot?.totals.problem ? 'no answer' : snapshot ? 'up' : UNKNOWN };
  for (const [area, name] of NODES) {
    const element = $('flow').querySelector(`.${area}`);
    const note = notes[name] ?? up(name);
    say(element.querySelector('span'), note);
    element.classList.toggle('down', note === 'down' || note === 'no answer');
  }
  for (const [area, , number] of LINKS) {
    const element = $('flow').querySelector(`.${area}`);
    say(element.querySelector('span'), rate(flow[number]));
    element.classList.toggle('moving', flow[number] > 0);
  }
}

/** How fast the totals grow, over the last few snapshots. */
function measure(snapshot) {
  if (!snapshot?.totals.value) return void (rates = {});
  const at = Date.parse(snapshot.at) / 1000;
  for (const one of snapshot.totals.value.filter((total) => !total.by.length)) {
    for (const [path, on] of Object.entries(one.paths)) {
      const key = `${one.kind} ${path}`;
      const past = (rates[key] ?? []).filter(([then]) => at - then < 6);
      rates[key] = [...past, [at, on.groups[0]?.count ?? 0]];
    }
  }
}

function growth(kind, path) {
  const past = rates[`${kind} ${path}`] ?? [];
  if (past.length < 2) return NaN;
  const [[then, before], [now, after]] = [past[0], past.at(-1)];
  return Math.max(0, (after - before) / (now - then));
}

function showCounted(snapshot) {
  const totals = snapshot?.totals.value ?? [];
  if (totals.length) {
    const kinds = [...new Set(totals.map((one) => one.kind))].sort((a, b) => (b === 'weather.tweet') - (a === 'weather.tweet'));
    offer($('kind'), kinds.map((kind) => [kind, kind]));
    offer($('way-kind'), kinds.map((kind) => [kind, kind]));
    const groupings = totals.filter((one) => one.kind === $('kind').value && one.by.length).map((one) => one.by[0]);
    offer($('by'), groupings.map((by) => [by, by]));
  }
  const mine = totals.filter((one) => one.kind === $('kind').value);
  showCards(snapshot, mine.find((one) => !one.by.length));
  showGroups(mine.find((one) => one.by[0] === $('by').value));
}

function showCards(snapshot, grand) {
  const flow = snapshot?.flow.value ?? {};
  const cards = Object.entries(PATHS).map(([path, name]) => {
    const groups = grand?.paths[path]?.groups;
    const card = make('div', `card ${path === 'kafka' ? 'k' : 'r'}`, make('h3', '', `${name}: events`),
      make('p', '', groups ? count(groups[0]?.count ?? 0) : UNKNOWN),
      make('p', '', `${rate(growth($('kind').value, path))} a second${Number.isFinite(flow[`p50:${path}`])
        ? `; half of all events are counted ${span(flow[`p50:${path}`])} after the door took them, 99 % within ${span(flow[`p99:${path}`])}` : ''}`));
    card.dataset.count = path;
    return card;
  });
  for (const value of Object.keys(grand?.paths.kafka?.groups[0]?.values ?? {})) {
    const of = (path) => decimal(grand.paths[path]?.groups[0]?.values[value]?.avg);
    cards.push(make('div', 'card', make('h3', '', `Average ${value.replaceAll('_', ' ')}`), make('p', '', of('kafka')),
      make('p', '', of('kafka') === of('rabbitmq') ? 'the same on both paths' : `over RabbitMQ ${of('rabbitmq')}`)));
  }
  $('cards').replaceChildren(...cards);
}

function showGroups(totals) {
  const values = [...new Set(Object.values(totals?.paths ?? {}).flatMap((on) => on.groups.flatMap((group) => Object.keys(group.values))))].slice(0, 3);
  const columns = ['events', ...values.map((value) => `avg ${value.replaceAll('_', ' ')}`)];
  const head = make('tr', '', make('th', '', totals?.by[0] ?? ''));
  for (const column of columns) {
    for (const [path, name] of Object.entries(PATHS)) head.append(make('th', path === 'kafka' ? 'k name' : 'r name', `${name} ${column}`));
  }
  for (const cell of head.children) cell.scope = 'col';
  const rows = new Map();
  for (const [path, on] of Object.entries(totals?.paths ?? {})) {
    for (const group of on.groups) {
      const key = String(group.key[totals.by[0]]);
      rows.set(key, { ...rows.get(key), [path]: group });
    }
  }
  const body = [...rows].sort(([a], [b]) => a.localeCompare(b)).slice(0, 40).map(([key, on]) => {
    const row = make('tr', on.kafka?.count === on.rabbitmq?.count ? '' : 'differs', make('th', '', key));
    row.firstChild.scope = 'row';
    for (const path of Object.keys(PATHS)) row.append(make('td', '', count(on[path]?.count)));
    for (const value of values) for (const path of Object.keys(PATHS)) row.append(make('td', '', decimal(on[path]?.values[value]?.avg)));
    return row;
  });
  $('groups').tHead.replaceChildren(head);
  $('groups').tBodies[0].replaceChildren(...body);
}

function showCharts(snapshot) {
  problem('windows-problem', snapshot?.windows.problem);
  const mine = snapshot?.windows.value?.find((one) => one.kind === $('kind').value);
  const mark = JSON.stringify([mine, $('kind').value, Boolean(snapshot)]);
  if (mark === drawn) return;
  drawn = mark;
  if (!mine) {
    $('charts').replaceChildren(make('p', 'faint', snapshot && !snapshot.windows.problem ? 'This kind has no short windows.' : UNKNOWN));
    return;
  }
  const end = Date.parse(snapshot.at);
  const size = parseInt(mine.size, 10) * 1000;
  const first = Math.ceil((end - 300000) / size) * size;
  const series = (pick, missing) => Object.fromEntries(Object.keys(PATHS).map((path) => {
    const found = new Map((mine.paths[path]?.windows ?? []).map((window) => [Date.parse(window.start), window.groups[0]]));
    const points = [];
    for (let at = first; at + size <= end; at += size) points.push([(at - first) / 300000, found.has(at) ? pick(found.get(at)) : missing]);
    return [path, points];
  }));
  const values = [...new Set(Object.values(mine.paths).flatMap((on) => on.windows.flatMap((window) => Object.keys(window.groups[0]?.values ?? {}))))];
  $('charts').replaceChildren(
    chart(`Events in each ${mine.size}`, series((group) => group?.count ?? 0, 0), count),
    ...values.slice(0, 2).map((value) => chart(`Average ${value.replaceAll('_', ' ')} in each ${mine.size}`, series((group) => group?.values[value]?.avg ?? NaN, NaN), decimal)),
    make('p', 'faint key', make('i', ''), 'Kafka', make('i', 'r'), 'RabbitMQ'),
  );
}

function showLetters(snapshot) {
  problem('letters-problem', snapshot?.letters.problem);
  const letters = snapshot?.letters.value;
  say($('waiting'), letters ? Object.entries(letters.waiting).map(([path, waiting]) => `${PATHS[path]} ${count(waiting)} waiting`).join(', ') : UNKNOWN);
  const mark = JSON.stringify(letters ?? null);
  if ($('letters').dataset.mark === mark) return;
  $('letters').dataset.mark = mark;
  const items = (letters?.newest ?? []).map((letter) => {
    const item = make('li', '', make('strong', '', letter.code), ` ${letter.reason} `,
      make('span', 'faint', `${PATHS[letter.path]}, ${letter.failedAt}, ${letter.letter}`));
    if (letter.id) {
      const button = make('button', '', `The way of ${letter.id}`);
      button.type = 'button';
      button.addEventListener('click', () => lookUp(letter.kind, letter.id, letter.time));
      item.append(' ', button);
    }
    return item;
  });
  $('letters').replaceChildren(...(items.length ? items : [make('li', 'faint', letters ? 'None: every event could be counted.' : UNKNOWN)]));
}

function lookUp(kind, id, time) {
  $('way-kind').value = kind;
  $('way-id').value = id;
  $('way-time').value = time ?? '';
  $('way-form').requestSubmit();
  $('way-title').scrollIntoView({ block: 'nearest' });
}

function wayOf(path, on) {
  const places = on.places.map((place) => `shard ${place.shard}, offset ${place.offset}, accepted ${place.acceptedAt}`);
  const windows = on.windows.map((window) => `${window.size} from ${window.start}`);
  return [make('dt', path === 'kafka' ? 'k name' : 'r name', `${PATHS[path]}: ${on.status}`), make('dd', '', on.reason),
    ...places.map((place) => make('dd', '', place)), ...(windows.length ? [make('dd', 'faint', `in the windows ${windows.join(', ')}`)] : [])];
}

async function ask(submitted) {
  submitted.preventDefault();
  const address = new URL(`/v1/events/${encodeURIComponent($('way-kind').value)}/${encodeURIComponent($('way-id').value)}`, location.href);
  if ($('way-time').value) address.searchParams.set('time', $('way-time').value);
  $('way').replaceChildren(make('p', 'faint', 'Reading both logs …'));
  try {
    const answer = await fetch(address, { headers: authorization() });
    const told = await answer.json();
    $('way').replaceChildren(answer.ok
      ? make('dl', '', ...Object.entries(told.paths).flatMap(([path, on]) => wayOf(path, on)))
      : make('p', 'problem', told.detail));
  } catch {
    $('way').replaceChildren(make('p', 'problem', 'insights-api does not answer.'));
  }
}

function show(snapshot) {
  const [state, sentence, detail] = verdict(snapshot);
  document.body.dataset.state = state;
  say($('verdict'), sentence);
  say($('detail'), detail);
  say($('connection'), snapshot ? 'live' : 'not connected');
  say($('at'), snapshot ? `${snapshot.at.slice(0, 19).replace('T', ' ')} UTC` : UNKNOWN);
  measure(snapshot);
  showFlow(snapshot);
  showCounted(snapshot);
  showCharts(snapshot);
  showLetters(snapshot);
}

const authorization = () => ({ Authorization: `Bearer ${sessionStorage.getItem(KEY)}` });

/** A key in the address is behind its #, which no browser sends; it is kept for this tab, and taken off what is shown. */
function takeKey() {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (!given) return;
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, '', location.pathname);
}

function askForKey(reason) {
  sessionStorage.removeItem(KEY);
  newest = null;
  show(null);
  document.body.dataset.state = 'waiting';
  say($('verdict'), 'Who looks here needs a key.');
  say($('detail'), '');
  problem('gate-problem', reason);
  $('gate').hidden = false;
}

function enter(submitted) {
  submitted.preventDefault();
  sessionStorage.setItem(KEY, $('gate-key').value.trim());
  $('gate-key').value = '';
  $('gate').hidden = true;
  listen();
}

function hear(event) {
  const data = event.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6)).join('\n');
  if (!data) return;
  heardAt = performance.now();
  newest = JSON.parse(data);
  show(newest);
}

async function hearAll(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (let heard = '', part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (heard + part.value).split('\n\n');
    heard = events.pop();
    events.forEach(hear);
  }
}

/** As an EventSource does, which can't send a key. */
async function listen() {
  if (!sessionStorage.getItem(KEY)) return askForKey('');
  try {
    const answer = await fetch('/v1/stream', { headers: authorization(), cache: 'no-store' });
    if (answer.status === 401 || answer.status === 403) return askForKey((await answer.json()).detail);
    if (answer.ok) await hearAll(answer.body);
  } catch {
    // Nobody answers, or not any more: tried again like an end.
  }
  heardAt = Math.min(heardAt, performance.now() - SILENCE_MILLIS + LOST_MILLIS);
  setTimeout(listen, AGAIN_MILLIS);
}

layFlow();
$('kind').addEventListener('change', () => show(newest));
$('by').addEventListener('change', () => show(newest));
$('way-form').addEventListener('submit', ask);
$('gate-form').addEventListener('submit', enter);
setInterval(() => {
  if (newest && performance.now() - heardAt > SILENCE_MILLIS) {
    newest = null;
    show(null);
  } else if (!newest && heardAt === -Infinity && performance.now() > SILENCE_MILLIS && $('gate').hidden) {
    show(null);
  }
}, 500);
takeKey();
listen();
