import { deliverDue } from '../../src/notification/deliver.ts';
import { folderPost } from '../../src/notification/folder-post.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { sayLine } from '../support/say-line.ts';

// Delivers into a folder and says a line for each mail that it is about to keep; the clock is handed in.
const [file = '', folder = '', at = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file });
const post = folderPost(folder);
for (let more = true; more; ) {
  const round = await deliverDue({
    store,
    post: {
      send(mail) {
        sayLine(mail.id);
        return post.send(mail);
      },
    },
    from: 'dmp@example.fr',
    letters: `${folder}/letters`,
    giveUpAfter: 72 * 3_600_000,
    now: () => new Date(at),
    log: () => {},
  });
  more = round.more;
}
await store.close();
