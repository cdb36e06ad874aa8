const START = 0x0b;
const END = 0x1c;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** What cannot be the minimal lower layer protocol, or is more of it than is taken; what follows cannot be read any more. */
export type FrameFault = 'not-framed' | 'frame-too-large';

/**
 * Takes frames out of a stream (MLLP, HL7 v2 Transport Specification release 1): `VT`, the message, `FS CR`. Pieces may be cut
 * anywhere, and one piece may hold several frames. No more than one frame of the largest size is ever kept.
 */
export class FrameReader {
  private readonly pieces: Buffer[] = [];
  private size = 0;
  private state: 'between' | 'inside' | 'ending' = 'between';
  private readonly largest: number;

  /** @param largest bytes of a message. */
  constructor(largest: number) {
    this.largest = largest;
  }

  /** Whether a frame has begun and not ended. */
  get open(): boolean {
    return this.state !== 'between';
  }

  /**
   * @returns the messages that end in this piece, as they came, without what frames them; and a fault where the stream goes
   * wrong behind them.
   */
  push(piece: Buffer): { readonly messages: readonly Buffer[]; readonly fault?: FrameFault } {
    const messages: Buffer[] = [];
    for (let at = 0; at < piece.length; ) {
      if (this.state === 'between') {
        const byte = piece[at++];
        // Some senders end a frame, or keep a connection alive, with a line break more.
        if (byte === CARRIAGE_RETURN || byte === LINE_FEED) continue;
        if (byte !== START) return { messages, fault: 'not-framed' };
        this.state = 'inside';
      } else if (this.state === 'inside') {
        const end = piece.indexOf(END, at);
        const part = piece.subarray(at, end < 0 ? piece.length : end);
        if (part.includes(START)) return { messages, fault: 'not-framed' };
        this.size += part.length;
        if (this.size > this.largest) return { messages, fault: 'frame-too-large' };
        // A copy: a small part would hold the whole piece of the socket.
        if (part.length > 0) this.pieces.push(Buffer.from(part));
        at += part.length;
        if (end < 0) break;
        at += 1;
        this.state = 'ending';
      } else {
        if (piece[at++] !== CARRIAGE_RETURN) return { messages, fault: 'not-framed' };
        messages.push(Buffer.concat(this.pieces));
        this.pieces.length = 0;
        this.size = 0;
        this.state = 'between';
      }
    }
    return { messages };
  }
}

/** Frames a message. */
export function frame(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(START), message, Buffer.of(END, CARRIAGE_RETURN)]);
}
