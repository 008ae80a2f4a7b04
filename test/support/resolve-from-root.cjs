const { join, sep } = require('node:path');

const root = join(__dirname, '../..');
const samples = join(root, 'sample') + sep;

/** Samples are tested with the packages of the root, even where `npm ci` has installed others in their folders. */
module.exports = (request, options) => {
  const isPackage = !request.startsWith('.') && !request.startsWith('/');
  const isFromSample = isPackage && options.basedir.startsWith(samples);
  return options.defaultResolver(request, isFromSample ? { ...options, basedir: root } : options);
};
