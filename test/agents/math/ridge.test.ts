import { inverse as invert, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { createRidge } from "../../../agents/math/ridge.js";
import { createRng } from "../../../agents/math/rng.js";

describe("createRidge", () => {
  test("by hand: one feature, ridge 1, two observations x=2 of y=3 and 5: theta = 16/9, variance of x=3 is 9/9", () => {
    const regression = createRidge(1, 1);
    regression.update(Float64Array.of(2), 0, 3);
    regression.update(Float64Array.of(2), 0, 5);
    expect(regression.theta[0]).toBeCloseTo(16 / 9, 14);
    expect(regression.variance(Float64Array.of(3), 0)).toBeCloseTo(1, 14);
  });

  test("equals (2 I + X'X)^-1 X'y by ml-matrix's LU after 500 observations of 6 features, to 1e-10", () => {
    const rng = createRng("ridge");
    const dimension = 6;
    const regression = createRidge(dimension, 2);
    const gram = Matrix.eye(dimension, dimension).mul(2);
    const right = new Float64Array(dimension);
    const features = new Float64Array(dimension + 3);
    for (let n = 0; n < 500; n++) {
      for (let i = 0; i < features.length; i++) features[i] = rng.normal();
      const y = features[3] - 2 * features[5] + rng.normal();
      regression.update(features, 3, y);
      for (let i = 0; i < dimension; i++) {
        right[i] += features[3 + i] * y;
        for (let j = 0; j < dimension; j++) gram.set(i, j, gram.get(i, j) + features[3 + i] * features[3 + j]);
      }
    }
    const inverse = invert(gram);
    const theta = inverse.mmul(Matrix.columnVector([...right])).to1DArray();
    for (const [i, value] of theta.entries()) expect(regression.theta[i]).toBeCloseTo(value, 10);
    for (const [i, value] of inverse.to1DArray().entries()) expect(regression.inverse[i]).toBeCloseTo(value, 10);
    let quadratic = 0;
    for (let i = 0; i < dimension; i++)
      for (let j = 0; j < dimension; j++) quadratic += features[3 + i] * inverse.get(i, j) * features[3 + j];
    expect(regression.variance(features, 3)).toBeCloseTo(quadratic, 10);
    let prediction = 0;
    for (let i = 0; i < dimension; i++) prediction += theta[i] * features[3 + i];
    expect(regression.predict(features, 3)).toBeCloseTo(prediction, 10);
  });

  test("refuses no features and no ridge", () => {
    expect(() => createRidge(0, 1)).toThrow("needs at least 1 feature, got 0");
    expect(() => createRidge(2, 0)).toThrow("needs a ridge above 0, got 0");
  });
});
