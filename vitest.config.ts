import { defineConfig } from 'vitest/config';

// Three projects: `unit` is data only and runs anywhere in seconds; `oracle` compares with the original;
// `hosts` talks to real hosts and needs root on Linux.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts'],
          environment: 'node',
        },
      },
      {
        // Compares with Ansible and Jinja themselves, installed with pip.
        test: {
          name: 'oracle',
          include: ['test/oracle*/**/*.test.ts'],
          globalSetup: ['test/original/environment.ts'],
          environment: 'node',
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'hosts',
          include: ['test/hosts/**/*.test.ts'],
          globalSetup: ['test/original/environment.ts'],
          environment: 'node',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          pool: 'forks',
          maxWorkers: 2,
        },
      },
    ],
  },
});
