import { compile } from './compile.js';

const [sample] = process.argv.slice(2);

compile();
console.log(`Starting sample/${sample}, and sending it real signed requests and forgeries.`);
await import(`../../build/sample/demo/${sample}/main.js`);
