import type { TextLanguage } from "./tokens.js";

/**
 * What a request asks for, by the words around it: what follows a verb of wanting or buying, without number and measure
 * ("一本书" is 书, "two bottles of olive oil" is olive oil), up to where the sentence turns to something else.
 *
 * @returns in the writer's words; undefined where no such verb stands
 */
export function requestedObject(text: string, language: TextLanguage): string | undefined {
  const found = language === "zh" ? CHINESE_WANT.exec(text)?.groups : ENGLISH_WANT.exec(text)?.groups;
  const object = found?.object.trim();
  return object === "" ? undefined : object;
}

const CHINESE_NUMBER = "[一二两三四五六七八九十百几半\\d]+";
const CHINESE_MEASURE =
  "(?:本|个|台|件|双|条|张|把|瓶|盒|包|袋|箱|份|杯|碗|壶|斤|公斤|千克|克|升|块|支|只|部|套|顶|辆|架|款|种|组|对|打|罐|桶|束|朵|棵|副|串|卷|片|点儿?|些)";

/**
 * A measure may follow the verb without a number (买本书), but not where it begins the thing's own name: 子 and 儿 make
 * nouns of such words (买包子, 买本子).
 */
const CHINESE_WANT = new RegExp(
  `(?:购买|采购|订购|求购|入手|预订|买|订|(?:需|想|我|只|还|就)要|需要|想找|在找|寻找|给我[来拿发送上]|[来要加](?=${CHINESE_NUMBER}))` +
    `(?:了|到)?(?!.*(?:购买|采购|订购|入手|买))` +
    `(?:${CHINESE_NUMBER}${CHINESE_MEASURE}|\\d+|[这那]${CHINESE_MEASURE}?|${CHINESE_MEASURE}(?![子儿]))?的?` +
    "(?<object>[\\p{L}\\p{N} ·-]+?)(?=吗|呢|吧|啊|呀|了|给|送|用来|可以|能不能|行不行|[，。！？,!?、；.]|$)",
  "u",
);

const ENGLISH_NUMBER =
  "(?:an?|the|some|any|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|another|more|my|our|your|\\d+|a few|a couple of|a dozen|half a)";
const ENGLISH_MEASURE =
  "(?:bottles?|packs?|packets?|bags?|boxe?s?|pairs?|kilos?|pounds?|loaves|loaf|cans?|cups?|pieces?|bars?|litres?|liters?|cases?|tins?|jars?|copies|copy)";

const ENGLISH_WANT = new RegExp(
  `\\b(?:need|want|wish|like|looking for|search(?:ing)? for|buy|order|get|purchase|find|have|take|send me|bring me|sell me|give me|add|put)\\b` +
    `(?! (?:to|me)\\b)(?!.*\\b(?:buy|order|purchase)\\b)` +
    `(?: ${ENGLISH_NUMBER}\\b)*(?: ${ENGLISH_MEASURE} of)?` +
    `(?<object>(?: (?!(?:please|for|to|in|into|with|by|from|on|that|which|thanks|and|now|today|tomorrow)\\b)[\\p{L}\\p{N}'’-]+)+)`,
  "iu",
);
