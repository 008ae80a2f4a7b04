import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { test } from '@jest/globals';
import { Search } from '../../lib/diagnosis/search.js';
import { stages } from '../../lib/diagnosis/trials.js';
import { claimedDigests } from '../../lib/diagnosis/claimed-digests.js';
import { configuredKeys } from '../../lib/diagnosis/key-changes.js';
import { diagnose, formatDiagnosis } from '../../lib/diagnosis/index.js';

const sig = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const K = 'PSK_7TruNcSNTxp4zNrykMj4EPzF';
const form = {'content-type':'application/x-www-form-urlencoded','x-signalwire-signature':sig};
const big = 'A=1&'.repeat(250000);
const jsonh = {'content-type':'application/json','x-signalwire-signature':'a'.repeat(40)};
const cases: [string, any, any, any][] = [
 ['plain form', {method:'POST',url:'https://example.com/voice',headers:form,body:'CallSid=CA1&From=%2B1555&To=%2B1666'}, K, {}],
 ['realistic', {method:'POST',url:'http://localhost:3000/api/voice?q=a+b&c=1',headers:{...form,host:'localhost:3000','x-forwarded-host':'example.com','x-forwarded-proto':'https','x-forwarded-port':'443'},body:'CallSid=CA1&From=%2B1555&To=%2B1666&Name=Andr%C3%A9+x&Empty='}, K, {}],
 ['realistic hints', {method:'POST',url:'http://localhost:3000/api/voice?q=a+b&c=1',headers:{...form,host:'localhost:3000','x-forwarded-host':'example.com','x-forwarded-proto':'https','x-forwarded-port':'443'},body:'CallSid=CA1&From=%2B1555&To=%2B1666&Name=Andr%C3%A9+x&Empty='}, [K,K+'2'], {hosts:['a.example','b.example'],pathPrefixes:['/x','/y'],otherKeys:{a:'PSK_aaaaaa',b:'PSK_bbbbbbb'}}],
 ['json', {method:'POST',url:'https://example.com/voice',headers:jsonh,body:'{"a":{"b":1}}'}, K, {}],
 ['1MB form', {method:'POST',url:'https://example.com/voice',headers:form,body:big}, K, {}],
 ['1MB form a&', {method:'POST',url:'https://example.com/voice',headers:form,body:'a&'.repeat(500000)}, K, {}],
 ['64k form a&', {method:'POST',url:'https://example.com/voice',headers:form,body:'a&'.repeat(32000)}, K, {}],
 ['1MB form one', {method:'POST',url:'https://example.com/voice',headers:form,body:'a='+'%C3%A9'.repeat(160000)}, K, {}],
 ['1MB json', {method:'POST',url:'https://example.com/voice',headers:jsonh,body:'{"a":"'+'x'.repeat(1e6)+'"}'}, K, {}],
 ['1MB json nested', {method:'POST',url:'https://example.com/voice',headers:jsonh,body:'{"a":'+'['.repeat(5e5)+']'.repeat(5e5)+'}'}, K, {}],
 ['1MB json many', {method:'POST',url:'https://example.com/voice',headers:jsonh,body:JSON.stringify(Array.from({length:30000},(_, i)=>({i,name:'n'+i}))).replace(/^/,'{"a":')+'}'}, K, {}],
 ['10MB json', {method:'POST',url:'https://example.com/voice',headers:jsonh,body:'{"a":"'+'x'.repeat(1e7)+'"}'}, K, {}],
 ['1MB url', {method:'POST',url:'https://example.com/'+'/'.repeat(1e6)+'x',headers:form,body:'a=1'}, K, {}],
 ['16k url', {method:'POST',url:'https://example.com/'+'/'.repeat(16000)+'x',headers:{...form,'x-forwarded-host':'a.b, c.d'},body:'a=1'}, K, {}],
 ['16k url query', {method:'POST',url:'https://example.com/?'+"a=%20'+&".repeat(1900)+'x',headers:{...form,'x-forwarded-host':'a.b, c.d'},body:'a=1'}, K, {}],
 ['10 keys', {method:'POST',url:'https://example.com/voice',headers:form,body:'a=1'}, Array.from({length:10},(_,i)=>K+i), {}],
];
test('x', () => {
  let out='';
  for (const [name, request, keys, hints] of cases) {
    const v0 = performance.now(); verifySignature(request, keys); const v=performance.now()-v0; const t0 = performance.now(); const d = diagnose(request, keys, hints); const t = performance.now()-t0;
    out += `${name}: ${d.verdict} ${d.hmacs} ${t.toFixed(0)}ms (verify ${v.toFixed(0)})\n`;
    const s = new Search(claimedDigests(request)); let before = 0; const parts=[];
    for (const st of stages(request, configuredKeys([keys].flat()), hints)) { s.run(st); parts.push(`${(s as any).hmacs-before}/${(s as any).spent}:${st.limit}`); before = s.hmacs; }
    out += '   ' + parts.join(' ') + '\n';
  }
  out += formatDiagnosis(diagnose(cases[1]![1], K));
  out += '\n\n' + formatDiagnosis(diagnose(cases[4]![1], K));
  process.stdout.write(out+'\n');
}, 120000);
