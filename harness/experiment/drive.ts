import type { Experiment } from './experiment.ts'
import { type Driven, type DriveOptions, judged } from './judged-run.ts'
import { driveProperty } from './property.ts'
import type { Stage } from './stage.ts'

/** Runs an experiment on a stage as often as its kind asks for. */
export async function drive(experiment: Experiment, stage: Stage, options: DriveOptions): Promise<Driven> {
  switch (experiment.kind) {
    case 'scenario': {
      const performance = await stage.perform((hosts, tools) => experiment.run(hosts, tools))
      const { run, broken } = judged(performance, undefined, options)
      return { runs: [run], broken, property: null, attempts: null }
    }
    case 'witness':
      return driveWitness(experiment, stage, options)
    case 'property':
      return driveProperty(experiment, stage, options)
  }
}

async function driveWitness(
  experiment: Extract<Experiment, { kind: 'witness' }>,
  stage: Stage,
  options: DriveOptions,
): Promise<Driven> {
  for (let attempt = 1; ; attempt += 1) {
    const performance = await stage.perform((hosts, tools) => experiment.run(hosts, tools, attempt))
    const { run, broken } = judged(performance, undefined, options)
    const seen = run.conditions.length > 0 && run.conditions.every(({ holds }) => holds)
    if (seen || broken !== null || attempt >= experiment.attempts) {
      return { runs: [run], broken, property: null, attempts: attempt }
    }
  }
}
