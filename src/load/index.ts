export { type AnsibleConfig, type ConfigReading, readAnsibleConfig } from './ansible-config.ts';
export { type ControlFiles, filesInMemory, nodeControlFiles } from './control-files.ts';
export { Group, Host } from './inventory/groups.ts';
export {
  combineLayers,
  type HostVariables,
  Inventory,
  type InventoryOptions,
  LAYER_KINDS,
  type Layer,
  readInventory,
} from './inventory/inventory.ts';
export { type HostOrder, type Matches, orderHosts, readLimit } from './inventory/patterns.ts';
export {
  COMMAND_MODULES,
  FREE_TEXT_MODULES,
  type KeyValueOptions,
  type KeyValues,
  parseKeyValues,
  splitAction,
} from './key-values.ts';
export { Reader } from './reader.ts';
export type { RunProgram } from './run-program.ts';
export { SourceTexts } from './source-texts.ts';
export { combine, readExtraVariables, readVariablesFile, type Variables } from './variables-file.ts';
export { parseVaultId, readVaultPassword, type VaultIdentity } from './vault/passwords.ts';
export { isEncrypted, Vault, type VaultPassword } from './vault/vault.ts';
export { type ParsedYaml, parseYaml, type YamlOptions } from './yaml.ts';
