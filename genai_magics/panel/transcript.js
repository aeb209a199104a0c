/**
 * Shows one conversation and takes the next message.
 *
 * The kernel renders, this file places: `html` and `tail` come from the package's own cleaner and are parsed without
 * being run; everything else is set as text. Nothing is fetched, and nothing of the conversation is kept in the model.
 */

const WATCH = 500; // ms between two looks at whether something is missing
const SILENCE = 2000; // ms without news of an open reply before asking for it
const PATIENCE = 1500; // ms before saying that the kernel is not listening
const NEAR = 40; // px from the end that still count as reading the end
const LONGEST_WAIT = 60000;
const GONE = 'The kernel that made this panel is gone. Run its cell again.';
const INTERRUPT = 'genai-magics:interrupt'; // cancelled by whoever can interrupt the kernel
const SOURCES = { cell: '%%genai cell', python: 'Python' };
const BADGES = { interrupted: 'stopped', blocked: 'blocked', failed: 'failed' };

/** What is known of the conversation: shared by every view of one model, and asked for again when a message is lost. */
class Conversation {
  constructor(model) {
    this.model = model;
    this.turns = new Map();
    this.about = {};
    this.notice = null;
    this.pending = null;
    this.ready = false;
    this.seq = -1;
    this.heard = performance.now();
    this.wait = SILENCE;
    this.views = new Set();
    model.on('msg:custom', message => this.receive(message));
    this.timer = setInterval(() => this.watch(), WATCH);
    this.ask();
  }

  get running() {
    return [...this.turns.values()].find(turn => turn.state === 'running');
  }

  /** Why nothing seems to happen, in a sentence; empty while all is well. */
  get trouble() {
    const now = performance.now();
    if (this.gone) {
      return GONE;
    }
    if (this.pending && now - this.pending.at > PATIENCE) {
      return 'The kernel is busy. Your message goes out as soon as it is free.';
    }
    if (!this.ready && now - this.heard > 2 * PATIENCE) {
      return 'No answer from the kernel. It is busy, or this cell has to be run again.';
    }
    return '';
  }

  receive(message) {
    this.heard = performance.now();
    this.wait = SILENCE;
    this.asked = 0;
    if (message.kind === 'notice') {
      this.refuse(message);
    } else if (message.kind === 'snapshot') {
      this.ready = true;
      this.seq = message.seq;
      this.about = message.about;
      this.turns = new Map(message.turns.map(turn => [turn.id, turn]));
      this.pending = null;
    } else if (message.kind === 'turn' || message.kind === 'delta') {
      this.change(message);
    }
    this.show();
  }

  change(message) {
    if (!this.ready || message.seq <= this.seq) {
      return;
    }
    const known = this.turns.get(message.id);
    const lost = message.seq !== this.seq + 1 || (message.kind === 'delta' && !known);
    if (lost) {
      this.ask();
    } else {
      this.seq = message.seq;
    }
    if (message.kind === 'turn') {
      this.about = message.about;
      this.turns.set(message.turn.id, message.turn);
      this.pending = message.turn.origin === 'panel' ? null : this.pending;
      this.notice = null;
    } else if (!lost) {
      const { tail } = message;
      const [html, thinking] = [known.html + message.html, known.thinking + message.thinking];
      this.turns.set(message.id, { ...known, html, tail, thinking });
    }
  }

  refuse({ text, unsent }) {
    this.notice = text;
    if (unsent) {
      this.pending = null;
      this.views.forEach(view => view.giveBack(unsent));
    }
  }

  /** Ask for what is missing, once until an answer comes. */
  ask() {
    if (!this.asked) {
      this.asked = performance.now();
      this.tell({ kind: 'resync', seq: this.ready ? this.seq : -1 });
    }
  }

  watch() {
    const now = performance.now();
    if (this.asked && now - this.asked > this.wait) {
      // The answer may have been dropped on its way, or the kernel is busy: then asking often would not help.
      this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
      this.asked = 0;
      this.ask();
    } else if (!this.ready || ((this.running || this.pending) && now - this.heard > SILENCE)) {
      this.ask();
    }
    if (this.trouble !== this.told) {
      this.told = this.trouble;
      this.show();
    }
  }

  send(text) {
    this.notice = null;
    this.heard = performance.now();
    this.pending = { text, at: this.heard };
    if (!this.tell({ kind: 'send', text })) {
      this.refuse({ text: null, unsent: text });
    }
    this.show();
  }

  /** Hand a message to the kernel; false when the kernel that made this panel is gone, as after a restart. */
  tell(message) {
    try {
      this.model.send(message);
      this.gone = false;
    } catch {
      this.gone = true;
    }
    return !this.gone;
  }

  /** Stop the reply. One that a cell waits for can only be interrupted: JupyterLab is asked to, or else the reader. */
  stop(element) {
    const { origin, id } = this.running ?? {};
    if (origin === 'panel') {
      this.tell({ kind: 'stop', id });
    } else if (element.dispatchEvent(new CustomEvent(INTERRUPT, { bubbles: true, cancelable: true }))) {
      this.notice = 'A cell is waiting for this reply. Interrupt the kernel (■) to stop it.';
      this.show();
    }
  }

  clear() {
    this.notice = null;
    this.tell({ kind: 'clear' });
  }

  show() {
    this.views.forEach(view => view.show());
  }

  dispose() {
    clearInterval(this.timer);
    this.model.off('msg:custom');
  }
}

/** One turn on the page: the message, and the reply that grows under it. */
class TurnView {
  constructor() {
    this.element = make('article', 'genai-chat-turn');
    this.prompt = make('div', 'genai-chat-prompt');
    this.source = make('span', 'genai-chat-source');
    this.model = make('span');
    this.badge = make('span', 'genai-chat-badge');
    this.thinking = make('details', 'genai-chat-thinking', make('summary', '', 'Thinking'), make('div'));
    this.body = make('div', 'genai-markdown mathjax_ignore');
    this.body.dir = 'auto';
    this.prompt.dir = 'auto';
    this.waiting = make('div', 'genai-chat-waiting', make('span'), make('span'), make('span'));
    this.waiting.setAttribute('aria-label', 'Waiting for the reply');
    this.waiting.setAttribute('role', 'img');
    this.note = make('p', 'genai-chat-note');
    this.element.append(
      make('div', 'genai-chat-asked', make('div', 'genai-chat-who', make('span', '', 'You'), this.source), this.prompt),
      make(
        'div',
        'genai-chat-answered',
        make('div', 'genai-chat-who', make('span', 'genai-chat-spark'), this.model, this.badge),
        this.thinking,
        this.body,
        this.waiting,
        this.note
      )
    );
    this.html = '';
    this.tail = [];
  }

  show(turn) {
    if (turn === this.turn) {
      return;
    }
    this.turn = turn;
    const running = turn.state === 'running';
    this.element.dataset.state = turn.state;
    setText(this.prompt, turn.prompt);
    setText(this.source, [SOURCES[turn.origin], turn.kept ? '' : 'not remembered'].filter(Boolean).join(' · '));
    setText(this.model, turn.model || 'Model');
    setText(this.badge, BADGES[turn.state] ?? '');
    setText(this.thinking.lastChild, turn.thinking);
    this.thinking.hidden = !turn.thinking;
    setText(this.note, turn.note);
    this.note.hidden = !turn.note;
    this.waiting.hidden = !running || Boolean(turn.html || turn.tail);
    this.place(turn);
    if (!running) {
      this.finish();
    }
  }

  /** What is settled stays untouched, so that a selection in it survives; only the open end is put in anew. */
  place({ html, tail }) {
    if (this.html && html.startsWith(this.html)) {
      this.tail.forEach(node => node.remove());
      this.tail = blocks(tail);
      this.body.append(...blocks(html.slice(this.html.length)), ...this.tail);
    } else {
      const fresh = this.body.cloneNode(false);
      this.tail = blocks(tail);
      fresh.append(...blocks(html), ...this.tail);
      if (!fresh.isEqualNode(this.body)) {
        this.body.replaceChildren(...fresh.childNodes);
      }
    }
    this.html = html;
  }

  finish() {
    for (const block of this.body.querySelectorAll('pre')) {
      block.tabIndex = 0;
      const holder = make('div', 'genai-chat-code');
      block.replaceWith(holder);
      holder.append(block, copyButton(block));
    }
  }
}

/** One view of a conversation, with its own text box and place of reading. */
class View {
  constructor(conversation, root) {
    this.conversation = conversation;
    this.turns = new Map();
    this.following = true;
    this.top = 0;
    this.build(root);
    this.sizes = new ResizeObserver(() => this.scroll());
    this.sizes.observe(this.log);
    conversation.views.add(this);
    this.show();
  }

  build(root) {
    this.root = root;
    this.title = make('span', 'genai-chat-title');
    this.clear = button('Clear', 'Forget this conversation', () => this.conversation.clear());
    this.list = make('div', 'genai-chat-turns');
    this.empty = make(
      'div',
      'genai-chat-empty',
      make('span', 'genai-chat-spark'),
      make('p', 'genai-chat-welcome', 'Ask the model anything'),
      (this.invitation = make('p'))
    );
    this.pending = make('div', 'genai-chat-prompt genai-chat-pending');
    this.log = make('div', 'genai-chat-log', this.empty, this.list, this.pending);
    attributes(this.log, { role: 'log', 'aria-live': 'polite', 'aria-label': 'Conversation', tabindex: '0' });
    this.log.addEventListener('scroll', () => this.read());
    this.latest = button('↓ Latest', 'Go to the end of the conversation', () => this.follow());
    this.latest.classList.add('genai-chat-latest');
    this.notice = make('p', 'genai-chat-notice');
    this.notice.setAttribute('role', 'status');
    this.text = make('textarea');
    attributes(this.text, { rows: '1', placeholder: 'Write a message', 'aria-label': 'Message' });
    this.text.addEventListener('input', () => this.fit());
    this.send = button('Send', 'Send (Enter; Shift+Enter starts a new line)', () => this.submit());
    this.send.classList.add('genai-chat-send');
    this.stop = button('Stop', 'Stop the reply; what has arrived is kept', () => this.halt());
    this.stop.classList.add('genai-chat-stop');
    const composer = make('div', 'genai-chat-composer', this.text, this.stop, this.send);
    root.classList.add('genai-chat');
    // JupyterLab would run the cell on Shift+Enter, which takes the panel away with what was typed into it.
    root.addEventListener('keydown', event => this.key(event));
    root.append(
      make('div', 'genai-chat-head', this.title, this.clear),
      make('div', 'genai-chat-window', this.log, this.latest),
      this.notice,
      composer
    );
  }

  key(event) {
    if (!((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's')) {
      event.stopPropagation(); // saving the notebook is the one shortcut that is meant wherever one is
    }
    if (event.target === this.text && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    }
  }

  submit() {
    const text = this.text.value;
    if (text.trim() && !this.send.disabled) {
      this.text.value = '';
      this.following = true;
      this.conversation.send(text);
    }
    this.fit();
    this.text.focus();
  }

  halt() {
    this.conversation.stop(this.root);
    this.text.focus();
  }

  /** A text the kernel did not send returns, unless something new was typed meanwhile. */
  giveBack(text) {
    this.text.value ||= text;
    this.fit();
  }

  fit() {
    this.text.style.height = 'auto';
    this.text.style.height = `${this.text.scrollHeight}px`;
    this.enable();
  }

  enable() {
    const { running, pending } = this.conversation;
    this.send.disabled = Boolean(running || pending || !this.text.value.trim());
    this.stop.hidden = !running;
    this.send.hidden = Boolean(running);
    this.clear.disabled = Boolean(running || !this.conversation.turns.size);
    this.log.setAttribute('aria-busy', String(Boolean(running)));
  }

  show() {
    const { turns, pending, ready, about, notice, trouble } = this.conversation;
    const name = about.name && about.name !== 'default' ? about.name : 'Chat';
    setText(this.title, [name, about.model, about.offline && 'offline demo'].filter(Boolean).join(' · '));
    this.showTurns(turns);
    setText(this.invitation, invitation(about.name));
    this.empty.hidden = Boolean(!ready || turns.size || pending);
    setText(this.pending, pending?.text ?? '');
    this.pending.hidden = !pending;
    setText(this.notice, notice ?? trouble);
    this.notice.hidden = !this.notice.textContent;
    this.nameSettings();
    this.enable();
    this.scroll();
  }

  /** The slider is a core widget, which tells a screen reader its value but not what it is. */
  nameSettings() {
    const sliders = this.root.closest('.genai-chat-panel')?.querySelectorAll('.widget-slider') ?? [];
    for (const slider of sliders) {
      const name = slider.querySelector('.widget-label')?.textContent;
      slider.querySelector('[role=slider]')?.setAttribute('aria-label', name);
    }
  }

  showTurns(turns) {
    for (const [id, view] of this.turns) {
      if (!turns.has(id)) {
        view.element.remove();
        this.turns.delete(id);
      }
    }
    for (const [id, turn] of turns) {
      if (!this.turns.has(id)) {
        this.turns.set(id, new TurnView());
        this.list.append(this.turns.get(id).element);
      }
      this.turns.get(id).show(turn);
    }
  }

  /** Follow the end only while the reader is there: scrolling up stays where it is. */
  read() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    if (near) {
      this.following = true;
    } else if (scrollTop < this.top - 1) {
      this.following = false;
    }
    this.top = scrollTop;
    this.latest.hidden = near;
  }

  follow() {
    this.following = true;
    this.scroll();
    this.text.focus();
  }

  scroll() {
    this.log.scrollTop = this.following ? this.log.scrollHeight : this.top;
    this.read();
  }

  dispose() {
    this.sizes.disconnect();
    this.conversation.views.delete(this);
  }
}

/** Who else talks in the conversation called *name*. */
function invitation(name) {
  if (name === 'default') {
    return 'This is the conversation your %%genai cells and Python’s genai_magics.chat are in too.';
  }
  const quoted = /\s/.test(name) ? JSON.stringify(name) : name;
  return name ? `Cells talk here too, with %%genai --chat ${quoted}.` : '';
}

/** The blocks of HTML the kernel rendered and cleaned; nothing in them has run, and nothing will. */
function blocks(html) {
  if (!html) {
    return [];
  }
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return [...body.children].flatMap(child => (child.matches('.genai-markdown') ? [...child.childNodes] : [child]));
}

function make(tag, classes = '', ...children) {
  const element = document.createElement(tag);
  element.className = classes;
  element.append(...children);
  return element;
}

function attributes(element, values) {
  Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function button(label, title, act) {
  const element = make('button', 'genai-chat-button', label);
  element.type = 'button';
  element.title = title;
  element.addEventListener('click', act);
  return element;
}

function copyButton(block) {
  const copy = button('Copy', 'Copy this code', async () => {
    const done = await navigator.clipboard?.writeText(block.textContent).then(
      () => true,
      () => false
    );
    copy.textContent = done ? 'Copied' : 'Not allowed';
    setTimeout(() => (copy.textContent = 'Copy'), 1500);
  });
  copy.classList.add('genai-chat-copy');
  return copy;
}

/** One conversation a model, whatever the number of its views. */
export default () => {
  let conversation;
  return {
    initialize({ model }) {
      conversation = new Conversation(model);
      return () => conversation.dispose();
    },
    render({ el }) {
      const view = new View(conversation, el);
      return () => view.dispose();
    }
  };
};
