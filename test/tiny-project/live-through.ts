import { DAY } from '../../src/kernel/index.ts';
import type { LoopStep } from '../../src/loop/index.ts';
import type { Feedback, PredictionRequest, ServeRoom } from '../../src/serve/index.ts';
import { day, type Order, ordersOf } from './world.ts';

/** What is asked about an order. On a poisoned day an upstream repair fills every value with the same number. */
export const toRequest = (order: Order, poisoned = false): PredictionRequest => ({
  predictionId: String(order.id),
  unitKey: String(order.id),
  eventAt: order.at,
  inputs: { value: poisoned ? 42 : order.value, noise: order.noise, segment: order.segment },
});

/** What became of an order. */
export const toFeedback = (order: Order): Feedback => ({ predictionId: String(order.id), label: order.returned, labelAt: order.knownAt });

/** Sends the traffic of one day, and its labels. */
export async function serveDay(serve: ServeRoom, n: number, poisoned = false): Promise<void> {
  const orders = ordersOf(n);
  await serve.predict(orders.map((order) => toRequest(order, poisoned)));
  await serve.feedback(orders.map(toFeedback));
}

/** The rooms that days pass in. */
export interface LivingRooms {
  readonly serve: ServeRoom;
  readonly loop: { advance(watermark: number): Promise<LoopStep[]> };
}

/** Lets the days from `from` to before `to` pass: traffic, labels, and at the end of each the loop. What the loop did. */
export async function liveThrough(rooms: LivingRooms, days: { readonly from: number; readonly to: number; readonly poisoned?: readonly number[] }): Promise<LoopStep[]> {
  const steps: LoopStep[] = [];
  for (let n = days.from; n < days.to; n++) {
    await serveDay(rooms.serve, n, days.poisoned?.includes(n));
    steps.push(...(await rooms.loop.advance(day(n) + DAY)));
  }
  return steps;
}
