import { keepFile } from './keep-file.ts';
import { type Post, PostError } from './post.ts';

/** Where there is no mail server: one file per mail, named by the notification, so that no try makes a second one. */
export function folderPost(folder: string): Post {
  return {
    async send({ id, message }) {
      await keepFile(folder, `${id}.eml`, message).catch((error: NodeJS.ErrnoException) => {
        throw new PostError(error.code ?? 'failed');
      });
      return 'sent';
    },
  };
}
