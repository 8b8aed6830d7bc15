export { SourceTexts } from './source-texts.ts';
export { type ParsedYaml, parseYaml, type YamlOptions } from './yaml.ts';
