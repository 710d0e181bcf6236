import { expect, it } from "vitest";
import { requestedObject } from "../../../../agents/models/text/requested-object.js";

it.each([
  ["需要买本书", "书"],
  ["我想买一台洗衣机", "洗衣机"],
  ["想买两本书。", "书"],
  ["买包子", "包子"],
  ["想买个包", "包"],
  ["我要三瓶橄榄油", "橄榄油"],
  ["请给我来一份炒饭", "炒饭"],
  ["帮我买点水果吧", "水果"],
  ["求购二手钢琴", "二手钢琴"],
  ["明天要两条黑麦面包，谢谢。", "黑麦面包"],
  ["麻烦往购物车里加一斤樱桃", "樱桃"],
  ["需要给侄子买份生日礼物", "生日礼物"],
  ["我想要Alpine咖啡", "Alpine咖啡"],
  ["来一碗牛肉面", "牛肉面"],
])("%s asks for %s", (text, object) => {
  expect(requestedObject(text, "zh")).toBe(object);
});

it.each([
  ["I need to buy a book", "book"],
  ["We want to order thirty chairs for our club.", "chairs"],
  ["Looking for a second-hand piano.", "second-hand piano"],
  ["Could you send me two bottles of olive oil?", "olive oil"],
  ["I would like to buy some green tea, please", "green tea"],
  ["Can I get a pair of running shoes?", "running shoes"],
  ["ADD THREE PACKS OF COFFEE to my cart", "COFFEE"],
])("%s asks for %s", (text, object) => {
  expect(requestedObject(text, "en")).toBe(object);
});

it.each([
  ["今天天气不错", "zh"],
  ["Where is my parcel?", "en"],
  ["", "en"],
  ["我想买", "zh"],
  ["I want to buy", "en"],
] as const)("%j in %s names nothing", (text, language) => {
  expect(requestedObject(text, language)).toBeUndefined();
});
