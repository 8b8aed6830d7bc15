/** Required before the built program: says at its end, in the file named by LOADING_TRACE, what was loaded and how. */
const { writeFileSync } = require('node:fs');
const vm = require('node:vm');

const parts = [];
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    const ahead = options.cachedData !== undefined && !this.cachedDataRejected;
    parts.push({ file: options.filename, ahead });
  }
};

let instances = 0;
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = (...words) => {
  instances += 1;
  return instantiate(...words);
};

process.on('exit', () => {
  const builtIn = process.moduleLoadList.flatMap((name) => /^NativeModule ([a-z_]+)$/.exec(name)?.[1] ?? []);
  writeFileSync(process.env.LOADING_TRACE, JSON.stringify({ parts, builtIn, instances }));
});
