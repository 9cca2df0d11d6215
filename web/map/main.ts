import { App } from './app';
import { element, fill } from './dom';
import { readData } from './read-data';

readData().then(
  (data) => new App(data).start(),
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    fill(document.body, element('p', { class: 'answer denied' }, `The data of this map cannot be read: ${reason}`));
  },
);
