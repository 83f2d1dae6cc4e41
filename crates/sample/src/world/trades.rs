//! Trades: what firms and shops do, and which of them count as 九小场所.

/// A trade with the words of its names.
#[derive(Debug)]
pub(crate) struct Trade {
    /// Section of GB/T 4754 as lists write it.
    pub(crate) label: &'static str,
    /// End of the name: 便利店, 商贸.
    pub(crate) word: &'static str,
    pub(crate) scope: &'static str,
    /// Kind of 九小场所, empty for none.
    pub(crate) small: &'static str,
    pub(crate) weight: u32,
}

const fn trade(
    label: &'static str,
    word: &'static str,
    scope: &'static str,
    small: &'static str,
    weight: u32,
) -> Trade {
    Trade {
        label,
        word,
        scope,
        small,
        weight,
    }
}

const RETAIL: &str = "批发和零售业";
const FOOD: &str = "住宿和餐饮业";
const SERVICE: &str = "居民服务、修理和其他服务业";

/// Trades of sole traders.
pub(crate) const SHOPS: [Trade; 26] = [
    trade(RETAIL, "便利店", "食品、日用百货零售", "小商店", 120),
    trade(RETAIL, "超市", "食品、日用百货、烟草零售", "小商店", 70),
    trade(RETAIL, "服装店", "服装鞋帽零售", "小商店", 90),
    trade(RETAIL, "水果店", "水果、蔬菜零售", "小商店", 60),
    trade(RETAIL, "五金店", "五金交电、建筑材料零售", "小商店", 45),
    trade(RETAIL, "海鲜行", "水产品零售", "小商店", 40),
    trade(RETAIL, "烟酒店", "烟草制品、酒类零售", "小商店", 40),
    trade(RETAIL, "药房", "药品零售", "小商店", 15),
    trade(FOOD, "水饺馆", "餐饮服务", "小餐饮", 40),
    trade(FOOD, "面馆", "餐饮服务", "小餐饮", 40),
    trade(FOOD, "烧烤店", "餐饮服务", "小餐饮", 40),
    trade(FOOD, "海鲜酒家", "餐饮服务", "小餐饮", 30),
    trade(FOOD, "早餐店", "餐饮服务", "小餐饮", 35),
    trade(FOOD, "旅馆", "住宿服务", "小旅馆", 14),
    trade(SERVICE, "理发店", "理发及美容服务", "小美容洗浴", 50),
    trade(SERVICE, "美容院", "生活美容服务", "小美容洗浴", 25),
    trade(SERVICE, "足疗店", "足浴服务", "小美容洗浴", 16),
    trade(SERVICE, "汽车维修部", "机动车维修", "小生产加工", 24),
    trade(SERVICE, "洗衣店", "洗染服务", "", 12),
    trade(SERVICE, "家电维修部", "家用电器维修", "", 16),
    trade("制造业", "门窗加工部", "门窗加工", "小生产加工", 14),
    trade("制造业", "服装加工部", "服装加工", "小生产加工", 12),
    trade("文化、体育和娱乐业", "棋牌室", "棋牌服务", "小歌舞娱乐", 12),
    trade("文化、体育和娱乐业", "网吧", "互联网上网服务", "小网吧", 5),
    trade("卫生和社会工作", "口腔诊所", "口腔诊疗", "小医院", 8),
    trade("教育", "托管中心", "课后托管", "小学校幼儿园", 12),
];

/// Trades of enterprises.
pub(crate) const FIRMS: [Trade; 16] = [
    trade(RETAIL, "商贸", "日用百货、食品、建材批发零售", "", 130),
    trade(RETAIL, "国际贸易", "货物及技术进出口", "", 50),
    trade("建筑业", "建筑工程", "房屋建筑施工、市政工程", "", 70),
    trade("建筑业", "装饰工程", "室内外装饰装修", "", 50),
    trade(
        "交通运输、仓储和邮政业",
        "物流",
        "道路货物运输、仓储服务",
        "小仓库",
        55,
    ),
    trade(
        "交通运输、仓储和邮政业",
        "国际货运代理",
        "国际货运代理",
        "",
        30,
    ),
    trade(
        "信息传输、软件和信息技术服务业",
        "网络科技",
        "软件开发、网络技术服务",
        "",
        70,
    ),
    trade(
        "租赁和商务服务业",
        "文化传媒",
        "广告设计制作、会议服务",
        "",
        60,
    ),
    trade("租赁和商务服务业", "企业管理咨询", "企业管理咨询", "", 50),
    trade("科学研究和技术服务业", "检测技术", "检验检测服务", "", 16),
    trade("房地产业", "物业服务", "物业管理", "", 24),
    trade("制造业", "机械设备", "机械设备制造及销售", "小生产加工", 34),
    trade(FOOD, "餐饮管理", "餐饮服务", "小餐饮", 34),
    trade("教育", "教育咨询", "教育信息咨询", "小学校幼儿园", 24),
    trade("卫生和社会工作", "健康管理", "健康咨询服务", "小医院", 18),
    trade("文化、体育和娱乐业", "健身服务", "健身休闲", "", 10),
];
