"""Two made-up languages, one like English and one like Chinese: their words mean nothing, and recur by Zipf's law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from random import Random

SEED = "policy-digest"
WORD_FORMS = 20_000

COMMON = """the of to and a in that for is be it our with we on as by this have are which will or from their not can at
an has all been they more was but people states its so how public them if what new these should other who time about one
would those may work no than such when any into there some do were also most upon now make information made must only
state country many out help system services under had first open every through year each last part good national power
general years right between two over best same up where without need strong own important education school schools
teachers students development society reform quality plan government learning party law rural social training level
university research support build system technology county community policy finance health family culture science"""

ONSETS = "b br c ch cl d dr f fl g gr h j l m n p pl pr qu r s sc sh st str t th tr v w"
NUCLEI = "a e i o u ai ea ee io ou"
CODAS = "l m n r s t ct nd ng nt rd rm st ve x"

HAN = """教育学习社会发展国家建设工作人民政府改革质量体系能力服务管理文化科技创新人才教师学生学校高校农村城市社区家庭健康经济法律制度政策
规划实施推进加强提高完善促进坚持领导组织干部群众思想政治道德理论实践研究成果评价标准基础义务职业高等继续终身老年特殊民族地区东西部
资源数字平台网络信息数据安全公平均衡优质普惠投入经费保障机制监督责任目标任务重点工程项目行动计划意见办法条例通知决定会议精神"""


@dataclass(frozen=True)
class Drawn:
    """Things of which some are drawn more often than others."""

    items: Sequence[str]
    weights: Sequence[float]

    def some(self, rng: Random, number: int) -> list[str]:
        return rng.choices(self.items, cum_weights=self.weights, k=number)

    def one(self, rng: Random) -> str:
        return self.some(rng, 1)[0]

    def different(self, rng: Random, number: int) -> list[str]:
        """So many that differ, or fewer where fortune repeats itself."""
        return list(dict.fromkeys(self.some(rng, 2 * number)))[:number]


def zipf(items: Sequence[str], shift: float) -> Drawn:
    """The first of the items most often. The shift (Mandelbrot's) flattens the top of the curve."""
    return Drawn(items, [*accumulate(1 / (rank + shift) for rank in range(1, len(items) + 1))])


@cache
def english() -> Drawn:
    """Word forms that look like English; the commonest are English."""
    rng = Random(f"{SEED}:words")
    stems = [
        f"{onset}{nucleus}{coda}" for onset, nucleus, coda in product(ONSETS.split(), NUCLEI.split(), CODAS.split())
    ]
    stems += [f"{first}{rng.choice(stems)}" for first in rng.sample(stems, 2000)]
    rng.shuffle(stems)
    endings = ["", "s", "ed", "ing", "al", "ity", "ment", "ation", "er", "ive"]
    made = [f"{stem}{ending}" for stem in stems for ending in rng.sample(endings, 4)]
    rng.shuffle(made)
    common = list(dict.fromkeys(COMMON.split()))
    return zipf(list(dict.fromkeys([*common, *made]))[:WORD_FORMS], 2.7)


@cache
def chinese() -> Drawn:
    """Words of two characters."""
    rng = Random(f"{SEED}:han")
    characters = list(dict.fromkeys(HAN.replace("\n", "")))
    found = list(dict.fromkeys(HAN.replace("\n", "")[at : at + 2] for at in range(0, 300, 2)))
    made = ["".join(pair) for pair in product(characters, characters)]
    rng.shuffle(made)
    return zipf(list(dict.fromkeys([*found, *(word for word in made if word[0] != word[1])]))[:8000], 2.7)


@dataclass(frozen=True)
class Tongue:
    """How a language makes sentences of words."""

    words: Drawn
    space: str
    comma: str
    stop: str
    shortest: int
    longest: int

    def sentence(self, rng: Random) -> tuple[str, str]:
        """Its Markdown and its words."""
        words = self.words.some(rng, rng.randint(self.shortest, self.longest))
        words[0] = words[0].capitalize()
        if len(words) > 10:
            words[len(words) // 2] += self.comma
        if rng.random() < 0.15:
            words[3] = str(rng.randint(2, 4000))
        marked = words.copy()
        fate = rng.random()
        if fate < 0.03:
            marked[1:3] = [f"[{self.space.join(words[1:3])}](https://example.org/{rng.randint(1, 9999)})"]
        elif fate < 0.06 and self.space:
            marked[2] = f"**{words[2]}**"
        return f"{self.space.join(marked)}{self.stop}", f"{self.space.join(words)}{self.stop}"

    def sentences(self, rng: Random, number: int) -> tuple[str, str]:
        pairs = [self.sentence(rng) for _ in range(number)]
        return self.space.join(pair[0] for pair in pairs), self.space.join(pair[1] for pair in pairs)

    def short(self, rng: Random, least: int, most: int) -> str:
        return self.space.join(self.words.some(rng, rng.randint(least, most))).capitalize()


@cache
def tongue(*, is_han: bool) -> Tongue:
    return Tongue(chinese(), "", "，", "。", 6, 20) if is_han else Tongue(english(), " ", ",", ".", 8, 28)
