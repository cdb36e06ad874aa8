/** One mail, whole: the same bytes at every try. */
export interface Mail {
  /** The notification's id, which names files and stands in the Message-ID. */
  readonly id: string;
  /** Plain addresses. */
  readonly from: string;
  readonly to: string;
  readonly message: Buffer;
}

/** What hands mails over for good. */
export interface Post {
  /**
   * Resolves once whoever is next has taken the mail; `refused`: there is no such mailbox, and there will be none.
   * @throws PostError where it may go better later.
   */
  send(mail: Mail): Promise<'sent' | 'refused'>;
}

/** Why a mail has not gone out. The message names neither an address nor a text: it goes to the log. */
export class PostError extends Error {}
