export { type ControlFiles, filesInMemory, nodeControlFiles } from './control-files.ts';
export {
  COMMAND_MODULES,
  FREE_TEXT_MODULES,
  type KeyValueOptions,
  type KeyValues,
  parseKeyValues,
  splitAction,
} from './key-values.ts';
export { Reader } from './reader.ts';
export { SourceTexts } from './source-texts.ts';
export { combine, readExtraVariables, readVariablesFile, type Variables } from './variables-file.ts';
export { isEncrypted, Vault, type VaultPassword } from './vault/vault.ts';
export { type ParsedYaml, parseYaml, type YamlOptions } from './yaml.ts';
