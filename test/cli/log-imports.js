import { register } from 'node:module';

// Writes every module that is loaded to stderr.
register(
  `data:text/javascript,${encodeURIComponent(`
    import { writeSync } from 'node:fs';
    export async function load(url, context, next) {
      writeSync(2, 'import ' + url + '\\n');
      return next(url, context);
    }
  `)}`,
);
