// Words that the project does not use, and the words of the glossary in CONTRIBUTING.md that replace them.
const terms = [
  ['(?:refus(?:e|es|ed|ing|als?)|turn(?:s|ed)? away)', 'reject'],
  ['(?:strangers?|whoever|somebody|someone)', 'anyone'],
  ['(?:let|lets|wave|waves|waved) through', 'allow'],
  ['public (?:base|address|origin)', 'public URL'],
  ['(?:for ever|forever)', 'indefinitely'],
  ['look-ups?', 'lookup'],
  ['set-up', 'setup'],
  ['(?:start-up|(?:at|before|after|stops|during) the start)', 'startup'],
  ['run-time', 'runtime'],
  ['throw-?away', 'temporary'],
  ['the program', 'the CLI'],
  ['mend', 'fix'],
  ['our own fault', 'configuration error'],
  ['what (?:came|was received)', 'the received …'],
  ['whatever', 'any'],
  ['of its own', 'its own'],
  ['of their own', 'their own'],
  ['(?:of yours|of ours)', 'your'],
  ['once in an?', 'once per'],
  ['(?:simply|really|very|that is all)', '(nothing)'],
  ['(?:our|ours)', 'the library'],
  ['genuine', 'verified, or sent by SignalWire'],
];

module.exports = {
  plugins: { [require.resolve('./tools/textlint-plugin-typescript.mjs')]: true },
  rules: {
    'sentence-length': { max: 180, skipPatterns: ['/Fix: [^.]*/', '/^Of \\d{4}-\\d\\d-\\d\\d: .*/'] },
    terminology: { defaultTerms: false, terms },
  },
};
