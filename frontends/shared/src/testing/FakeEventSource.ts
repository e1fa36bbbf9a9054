import { writeJson } from "../json";

/** Replaces the browser's EventSource, which jsdom lacks: tests decide what the server sends and when it disconnects. */
export class FakeEventSource extends EventTarget {
  static opened: FakeEventSource[] = [];

  static get latest(): FakeEventSource {
    const latest = FakeEventSource.opened.at(-1);
    if (!latest) throw new Error("No event stream was opened.");
    return latest;
  }

  readonly url: string;
  isClosed = false;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  send(name: string, data: unknown = {}) {
    if (this.isClosed) throw new Error("This event stream is closed.");
    this.dispatchEvent(new MessageEvent(name, { data: writeJson(data) }));
  }

  /** The connection is lost, or the server answers with an error. */
  break() {
    this.onerror?.();
  }

  close() {
    this.isClosed = true;
  }
}
