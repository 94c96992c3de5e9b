"""Invented names of people, organizations and enterprises."""

from random import Random

from graph.model import Sex

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
FEMALE = "桂兰秀英玉梅凤琴美芳丽娟淑华惠珍月娥金妹红霞艳萍静怡欣悦雨婷佳慧晓燕春菊彩云素贞巧宝根银宁"
MALE = "建国志强德明永福金根长生家伟文斌俊杰浩然宇航晓峰海涛国庆卫东林泉兴荣学军正平水龙友仁庆元鸿宝"
LIVING = frozenset({"沈雪珍", "王小清", "朱兴兴", "陆赟", "顾群丰", "张跃忠", "顾志敏", "周哲"})
"""Names that the source of the stories prints: nobody invented bears one."""

BRANDS = (
    "禾润", "海晏", "沪润", "新浏", "江尾", "锦溪", "安禾", "同泰", "瑞港", "和沐", "嘉穗", "明舟", "润泽", "宏桥",
    "天陆", "百盈", "青禾", "远帆", "长泾", "恒塘", "盛港", "永沐", "德润", "佳禾", "云帆", "启航", "东仓", "金谷",
)  # fmt: skip
INDUSTRIES = {
    "食品": "食品有限公司", "零售": "超市", "物流": "物流有限公司", "机械": "精密机械有限公司", "建材": "建材有限公司",
    "纺织": "家纺有限公司", "医药": "医药有限公司", "餐饮": "餐饮管理有限公司", "信息": "信息科技有限公司",
    "教育": "文化教育有限公司",
}  # fmt: skip
CAUSES = ("邻益", "同行", "暖心", "益家", "守望", "融合", "向阳", "睦邻", "安馨", "乐龄", "童心", "共治")
BODIES = ("社区服务中心", "社会工作服务社", "公益发展中心", "志愿服务协会", "养老服务中心", "社区治理促进会")


def person(random: Random, sex: Sex) -> str:
    """A full name of one or two given characters, never one of `LIVING`."""
    given = FEMALE if sex == "female" else MALE
    while True:
        name = random.choice(SURNAMES) + "".join(random.choices(given, k=1 if random.random() < 0.15 else 2))
        if name not in LIVING:
            return name


def enterprise(random: Random) -> tuple[str, str]:
    """A name and its industry."""
    industry = random.choice(list(INDUSTRIES))
    return f"{random.choice(BRANDS)}{random.choice(BRANDS)}{INDUSTRIES[industry]}", industry


def organization(random: Random, town: str) -> str:
    """The name of a social organization of a town."""
    return f"{town}{random.choice(CAUSES)}{random.choice(CAUSES)}{random.choice(BODIES)}"
