//! Characters that are mistaken for one another because they look alike. Listed by hand from
//! slips that are common in handwritten and scanned lists; every group holds characters that
//! differ by one stroke, by a radical, or by simplification.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Groups of characters; a character may stand in several.
const GROUPS: &str = "\
己已巳 戊戌戍成 末未朱 土士 干千于 日曰目 人入八 天夭夫 大太犬 木本术 王玉主 田由甲申 \
刀力刁 九丸 几凡 万方 厂广 了子孑 白自百 今令 冈岗刚 兰三 且旦 市布 平半 午牛 开井 \
洁浩 晴睛清 玲铃伶怜 玲珍 玫玖 玟玫 珺琚 琪淇棋祺 琦绮 琳淋霖 瑞端 瑶谣遥 瑜渝愉榆 \
杨扬 汤扬 林森 栋拣冻 桂佳挂 桐洞铜 松柏 柏伯 枫飒 梅海 楠南 榕蓉 桦华 \
炜伟玮 炳柄 煜昱 烨晔 焕涣 灿山 炎淡 \
建健键 俊峻骏竣 佳住往 仪议 伯柏泊 侠峡 信言 傅博搏 候侯 何河 任住 仁仕 亿忆 \
芳方房 苗田 莉利 莹营萤 菁青 萍平 薇微徽 蕾雷 蔡察 蒋将 莱菜 荣宋 范苑 茜西 芬分 茂戊 \
明朋 晓烧 晖辉 晨辰 昊吴 晶品 旭阳 昕析 昌吕 景影 普晋 \
凤风 凯剀 卫卬 冯马 冰水 净静 凌陵 \
敏每 政改 教孝 敬警 \
玉王 英央 文交 刘对 \
徐除 许评 邓郑 邹郝 郭部 郎朗 \
陈阵 陆阳 陶掏 险检 \
孙孔 李季 秀委 香杳 \
赵走 越超 起赵 \
张涨 弘引 强弹 弟第 \
袁哀 衷哀 表裴 \
史吏 宋宗 家宗 宇字 宏雄 安女 宁丁 宝玉 \
尹伊 尚向 \
岳兵 岭峙 峰锋烽 崔催 岑芩 \
霞露 雪雷 雯霁 震霞 \
国围 园圆 团困 圆园 \
颜颇 颖颍 顺须 项顶 \
飞气 云去 \
艳丰 丽而 美羊 兴光 \
金全 钟钠 铭名 银根 锦绵 钰珏 鑫金 锐悦 钧均 \
宜宣 宣萱 轩钎 \
贾贯 贺驾 贵责 贤坚 \
红江 纪记 纯钝 绍昭 维淮 绪结 纲网 经径 \
慧彗 惠穗 恒桓 怡恰 悦说 愫素 忠志 思恩 恩思 \
龙尤 尨庞 庞宠 庆庄 康唐 庭廷 \
永水 泳咏 波坡 泽择译 洪共 涛寿 润闰 浩洁 海悔 清情请 淑叔 滨宾 涵函 沐沭 汪注 沈忱 洋样 \
石右 硕颀 \
程呈 秦泰春 秋秒 穆移 科料 \
立丘 章童 竞竟 \
笑竿 筱莜 简间 \
耀跃 翔翊 羽习 \
聪葱 耿耽 \
胜姓 育肓 朋明 胡湖 肖尚 脉咏 \
舒舍 航般 \
芸云 苏办 \
诚城 诗待 谢射 谭潭 谦廉 诸褚 \
辰晨 远近 迎仰 达迖 运远 迪油 逸免 遥瑶 \
马乌 骏俊 驰弛 \
魏巍 鲁鱼 鸿鸣 鹏鸣 鹤鹏 \
齐济 \
丁于 丰中 业亚 东车 乐禾 乔齐 亮壳 京哀 享亨 \
冬各 利和 刚则 剑刽 励历 勇男 勤勒 \
卓早 卢芦 \
厚原 发友 \
叶计 吉古 君群 吕官 周用 和知 哲誓 唐康 喜善 嘉喜 \
坤申 坚竖 培陪 堂棠 增曾 墨黑 \
夏复 夕歹 奇寄 奎套 \
如妃 妍研 妮泥 姗删 姜美 姚桃 娅娃 娇桥 娜那 娟涓 婉宛 婧靖 婷停 媛援 嫣焉 \
寿涛 小少 \
山仙 帅师 希布 帆凡 常堂 \
彤丹 彦产 彩采 彬杉 彭鼓 \
心必 志忐 怀坏 \
才寸 扬场 振震 捷健 \
斌武 新亲 \
春舂 显湿 晏宴 智知 \
朝潮 杏否 杜社 杰木 \
欢观 欣饮 \
正止 武式 \
民艮 \
沛柿 治冶 泉皇 洲州 淼森 渊洲 湘相 源原 滔陷 \
烈列 然燃 照昭 熙照 燕蒸 \
爱受 \
牧枚 \
珂坷 珊册 珠株 班斑 理埋 琛深 琴琵 琼凉 璇旋 璐路 璟景 \
生牛 用甩 \
盛成 真直 眉盾 \
磊石 \
祖租 祥样 福副 \
素索 紫柴 \
美关 群郡 \
若苦 茹如 荷何 萱宣 葛曷 董懂 蓝监 \
虎虑 虹红 蝶碟 \
裕浴 \
贝见 \
跃妖 \
辛幸 \
邦帮 邵绍 邱丘 \
闫闰 闻问 \
阮院 \
雅稚 \
韦伟 韩朝 \
飘漂 \
黎犁";

/// Pairs of characters that look alike, the smaller first.
static PAIRS: LazyLock<FxHashMap<(char, char), ()>> = LazyLock::new(|| {
    let mut pairs = FxHashMap::default();
    for group in GROUPS.split_whitespace() {
        for one in group.chars() {
            for other in group.chars().filter(|other| *other > one) {
                pairs.insert((one, other), ());
            }
        }
    }
    pairs
});

/// Whether two different characters are easily mistaken for one another.
#[must_use]
pub fn look_alike(one: char, other: char) -> bool {
    PAIRS.contains_key(&(one.min(other), one.max(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_and_not_by_chance() {
        assert!(look_alike('己', '已') && look_alike('已', '己'));
        assert!(look_alike('杨', '扬'));
        assert!(!look_alike('王', '李'));
        assert!(!look_alike('王', '王'));
    }
}
