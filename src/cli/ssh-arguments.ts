export { readSshArguments } from '../core/ssh-arguments.ts';
